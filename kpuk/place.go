package kpuk

import (
	"slices"
	"strings"
)

// Fields that comments speak of beside the kinds of entries, which are those of the money
// grid: of the cash count, and of the discussion. Comment.Of names the record where one is
// meant.
const (
	FieldOpening    = "opening"    // cash before the meeting
	FieldIn         = "in"         // what came into the box
	FieldOut        = "out"        // what went out of it
	FieldExpected   = "expected"   // what should be in it
	FieldCounted    = "counted"    // what was counted
	FieldDifference = "difference" // between the two
	FieldLine       = "line"       // a line of the group; Of: the Entry
	FieldLoan       = "loan"       // a loan asked for or paid out; Of: the Loan
	FieldDiscussion = "discussion" // what was said
	FieldDecisions  = "decisions"  // what was decided
	FieldTask       = "task"       // a follow-up; Of: the Task

	noteField  = "note/"  // and the worth of the note or coin in rupiah
	topicField = "topic/" // and the topic, one of [Topics]
)

// NoteField is the field of a row of the cash count.
func NoteField(worth Rupiah) string { return noteField + worth.Digits() }

// NoteOf is the note or coin whose row a field is; false when it is another field.
func NoteOf(field string) (Rupiah, bool) {
	digits, ok := strings.CutPrefix(field, noteField)
	if !ok {
		return 0, false
	}
	i := slices.IndexFunc(Denominations(), func(worth Rupiah) bool { return worth.Digits() == digits })
	if i < 0 {
		return 0, false
	}
	return Denominations()[i], true
}

// TopicField is the field of a topic of the discussion.
func TopicField(topic string) string { return topicField + topic }

// TopicOf is the topic that a field is; false when it is another field, or a topic of a
// newer version.
func TopicOf(field string) (string, bool) {
	topic, ok := strings.CutPrefix(field, topicField)
	return topic, ok && slices.Contains(Topics(), topic)
}
