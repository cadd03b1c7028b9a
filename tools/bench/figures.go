package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"
)

// percentile is the value below which p of 100 samples lie; zero of none.
func percentile(samples []time.Duration, p int) time.Duration {
	if len(samples) == 0 {
		return 0
	}
	sorted := slices.Clone(samples)
	slices.Sort(sorted)
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}

// micros and millis are a time in the unit of a figure.
func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }

func millis(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

// timed runs work n times and returns how long each took.
func (b *bench) timed(n int, work func(i int) error) ([]time.Duration, error) {
	out := make([]time.Duration, 0, n)
	for i := range n {
		begin := b.now()
		if err := work(i); err != nil {
			return nil, err
		}
		out = append(out, b.now().Sub(begin))
	}
	return out, nil
}

// processMB reads a figure of a process, such as VmRSS or its peak VmHWM, in MB.
func processMB(pid, key string) (float64, error) {
	status, err := os.ReadFile("/proc/" + pid + "/status") //nolint:gosec // a process of ours
	if err != nil {
		return 0, fmt.Errorf("memory: %w", err)
	}
	for line := range bytes.Lines(status) {
		fields := bytes.Fields(line)
		if len(fields) < 2 || string(fields[0]) != key+":" {
			continue
		}
		kb, err := strconv.Atoi(string(fields[1]))
		if err != nil {
			return 0, fmt.Errorf("memory: %w", err)
		}
		return float64(kb) / 1024, nil
	}
	return 0, fmt.Errorf("memory: no %s", key)
}

// middle is the median; zero of none.
func middle(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}
