// Package photo makes the pictures that a person picks fit to be kept and sent, and
// holds them on the device until the hub has them.
//
// [Make] decodes a picture within limits, turns it as the camera was held, scales it to
// at most 1600 pixels and encodes it anew, so that nothing of its metadata is left; the
// place where it was taken comes out beside it only for those who want it kept. A
// [Shelf] keeps the files sealed beside the store and tells the exchange with the hub
// what waits.
package photo
