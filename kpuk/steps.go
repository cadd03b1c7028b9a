package kpuk

// Steps returns the steps of a meeting in order.
func Steps() []Step {
	return []Step{StepOpen, StepAttendance, StepNotes, StepMoney, StepCash, StepDiscussion, StepClose}
}

// Left tells whether a step was left as finished.
func (m *Meeting) Left(s Step) bool {
	return s >= StepOpen && s <= StepClose && m.Done&(1<<(s-1)) != 0
}

// Leave marks a step as finished.
func (m *Meeting) Leave(s Step) {
	if s >= StepOpen && s <= StepClose {
		m.Done |= 1 << (s - 1)
	}
}

// Resume returns the step to open a meeting on: the first not finished, or the last.
func (m *Meeting) Resume() Step {
	for _, s := range Steps() {
		if !m.Left(s) {
			return s
		}
	}
	return StepClose
}

// Missing returns what a step still lacks. A problem that is not a warning keeps the
// meeting from being submitted.
func (s *Sitting) Missing(step Step) []Problem {
	var f findings
	switch step {
	case StepOpen:
		s.missingOpening(&f)
	case StepAttendance:
		for _, m := range s.Active() {
			if s.Meeting.Attendance[m.ID].Presence == NotTaken {
				f = append(f, Problem{Field: "Attendance", Key: "attendance_missing", Of: m.ID})
			}
		}
	case StepNotes:
		if s.Last != nil && s.Meeting.MinutesRead == Unanswered {
			f.warn("MinutesRead", "minutes_not_read")
		}
	case StepMoney:
		s.missingMoney(&f)
	case StepCash:
		s.missingCash(&f)
	case StepDiscussion:
		if len(s.Meeting.Topics) == 0 && s.Meeting.Discussion == "" && s.Meeting.Decisions == "" {
			f.warn("Topics", "topics_missing")
		}
	case StepClose:
		s.missingClose(&f)
	}
	for i := range f {
		f[i].Step = step
	}
	return f
}

func (s *Sitting) missingOpening(f *findings) {
	if s.Meeting.Date.IsZero() {
		f.refuse("Date", "meeting_date")
	}
	if s.Meeting.Start == 0 {
		f.warn("Start", "meeting_start")
	}
	if s.Meeting.Place == "" {
		f.warn("Place", "meeting_place")
	}
	if s.Meeting.LedBy.IsZero() {
		f.warn("LedBy", "meeting_led_by")
	}
	if s.Meeting.WrittenBy.IsZero() {
		f.warn("WrittenBy", "meeting_written_by")
	}
}

// missingMoney names the rows of those who pay that are not confirmed, and money typed
// for others, which would be lost silently.
func (s *Sitting) missingMoney(f *findings) {
	for _, m := range s.Active() {
		row := s.Meeting.Sheet[m.ID]
		if row.Confirmed {
			continue
		}
		if s.Pays(m.ID) {
			*f = append(*f, Problem{Field: "Sheet", Key: "row_open", Of: m.ID})
			continue
		}
		for _, amount := range row.Cells {
			if amount != 0 {
				*f = append(*f, Problem{Field: "Sheet", Key: "row_of_absent", Of: m.ID})
				break
			}
		}
	}
}

func (s *Sitting) missingCash(f *findings) {
	sheet, err := s.Ledger.CashSheet(s.Meeting)
	switch {
	case err != nil:
		f.refuse("Cash", "cash_sum")
	case !s.Meeting.Cash.Done:
		f.refuse("Cash", "cash_not_counted")
	case sheet.Difference != 0 && s.Meeting.Cash.Reason == "":
		*f = append(*f, Problem{Field: "Cash", Key: "cash_reason", Args: map[string]any{"Difference": sheet.Difference}})
	case sheet.Difference != sheet.Booked:
		f.refuse("Cash", "cash_not_booked")
	}
}

func (s *Sitting) missingClose(f *findings) {
	m := s.Meeting
	if gaps, err := s.PaperGaps(); err != nil || len(gaps) > 0 {
		f.refuse("Paper", "paper_gap")
	}
	if m.End != 0 && m.Start != 0 && m.End < m.Start {
		f.refuse("End", "meeting_end")
	}
	if m.NextDate.IsZero() {
		f.warn("NextDate", "next_date")
	} else if m.NextDate <= m.Date {
		f.refuse("NextDate", "next_date_past")
	}
}

// Blocking returns what keeps the meeting from being submitted, step by step.
func (s *Sitting) Blocking() []Problem {
	var out []Problem
	for _, step := range Steps() {
		for _, p := range s.Missing(step) {
			if !p.Warning {
				out = append(out, p)
			}
		}
	}
	return out
}

// BlockedError says all that keeps a meeting from being submitted.
type BlockedError struct {
	Problems []Problem
}

// Error names the first problem.
func (e *BlockedError) Error() string {
	if len(e.Problems) == 0 {
		return "the meeting cannot be submitted"
	}
	return "the meeting cannot be submitted: " + e.Problems[0].Key
}

// Submit moves the meeting to review if nothing blocks it; otherwise the error is a
// [BlockedError]. The meeting itself is not changed.
func (s *Sitting) Submit(by Actor) (Standing, error) {
	if blocking := s.Blocking(); len(blocking) > 0 {
		return s.Meeting.State, &BlockedError{Problems: blocking}
	}
	return s.Meeting.State.Submit(by)
}
