package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"pendamping/fault"
)

func TestKindOf(t *testing.T) {
	sentinel := fault.New(fault.Full, "no space")
	tests := map[string]struct {
		err  error
		want fault.Kind
	}{
		"nil":               {nil, fault.Other},
		"plain":             {io.EOF, fault.Other},
		"sentinel":          {sentinel, fault.Full},
		"other lets inner":  {fault.E("a", fault.Other, sentinel), fault.Full},
		"outermost decides": {fault.E("a", fault.Damaged, sentinel), fault.Damaged},
		"through fmt":       {fmt.Errorf("x: %w", fault.E("a", fault.Busy, io.EOF)), fault.Busy},
		"joined":            {errors.Join(io.EOF, fault.E("a", fault.Newer, io.EOF)), fault.Newer},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := fault.KindOf(tt.err); got != tt.want {
				t.Errorf("KindOf(%v) = %v, want %v", tt.err, got, tt.want)
			}
		})
	}
}

func TestErrorTextAndUnwrap(t *testing.T) {
	err := fault.E("store.Open", fault.Transient, io.EOF)
	if got, want := err.Error(), "store.Open: EOF"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	if !errors.Is(err, io.EOF) {
		t.Error("the cause is not found by errors.Is")
	}
	if fault.E("x", fault.Busy, nil) != nil {
		t.Error("wrapping nil made an error")
	}
	if got := fault.Kind(200).String(); got != "unknown" {
		t.Errorf("unknown kind prints %q", got)
	}
	if got := (&fault.Error{Kind: fault.Busy}).Error(); got != "busy" {
		t.Errorf("kind alone prints %q", got)
	}
}
