// Package host lets a device serve colleagues where no hub is, with the hub's code over the
// device's own store. What they bring is judged and merged, not logged: it is theirs to
// deliver. The other side is in package peer.
package host
