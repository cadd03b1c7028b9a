// Package peer is how a device meets a colleague's where no hub is: the papers that both
// show, and a session with the other's device over a view of the own log.
//
// Nothing that a colleague says counts as said by the hub. His device is synced with like
// a hub, but over a [Log] that shows him what he may hold and keeps a link of its own, so
// that what waits to be delivered goes on waiting. The other side is in package host.
package peer
