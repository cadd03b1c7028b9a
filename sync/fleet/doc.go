// Package fleet plays a federation in one process: many devices with stores on disk, real
// sessions and a real hub, for days, with everything that goes wrong in the field.
//
// A seed decides all: who records what and when, which message is lost, which tablet is
// killed, cloned or set back. The same seed gives the same run. Beside the fleet a model
// remembers each value that was written and which others its author had before her eyes;
// it knows nothing of dots, contexts, logs and cursors. When the days are over, faults
// end, everybody syncs, and the model is held against the stores: each change that was
// acknowledged, and each that a device still has, is in the hub's log once; whoever holds
// a scope holds the same; a value that nobody had seen when writing over it is still
// there; and the money adds up.
//
// What is not played, because no rule could mend it: a change that was never sent from a
// device that is set back, unless a courier had it; a device that is set back, or a hub
// that is, while the other already lost the same changes; and copies of a device that has
// unsent changes in a chain that is forked already, which then both write them again. So
// does a bundle of before a rotation that reaches a hub which forgot the other history. A
// change that was refused stays on its author's screen until the records leave the device;
// so nobody is given back a right before she noticed that it was taken, nor set back to
// that time. What she wrote herself to a record that was taken from her counts as seen when
// she writes to it again before it has come back; what she had seen then does not, as her
// write may have been refused. A rebuilt hub judges what it is sent again by the rights of that day; so
// rights change after the hub's disasters. A device that was cloned or set back and has not
// synced since, or does not know its rights, does not meet colleagues; and what it has shown
// them and not delivered is neither set back nor taken from it: they hold values, not logs.
// Kills end a process between two steps of the
// disk; torn pages are the business of the store's own tests.
package fleet
