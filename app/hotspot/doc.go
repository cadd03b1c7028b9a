// Package hotspot lets a device serve its partition to colleagues on the local network,
// with the code of the hub, for places where none can be reached. It is the one room of
// the app that knows sync/hub.
//
// A colleague is known by the certificate that the hub signed for his device. What he
// brings is judged as the hub would judge it and merged here; what he gets is what both
// may hold. For the hub he hands over a bundle, sealed for it, which this device carries:
// only the hub's receipt takes anything off the list of what waits. On a coordinator's
// device the same judges a bundle that comes as a file, so that she can review at once.
package hotspot
