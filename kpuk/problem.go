package kpuk

// Problem is something wrong or odd about a value, for the person who can mend it. It
// names the field and a message key, never the value of identity numbers.
type Problem struct {
	Field   string         // Go name of the field, such as "NIK"
	Key     string         // message key after "problem.", such as "nik_serial"
	Warning bool           // may be passed; otherwise it is refused
	Args    map[string]any // for the message: plain values of this package
	Of      ID             // member or other record meant, when it is not the record itself
	Step    Step           // where to mend it in a meeting; 0 elsewhere
}

// Refused returns the first problem that is not a warning, and whether there is one.
func Refused(problems []Problem) (Problem, bool) {
	for _, p := range problems {
		if !p.Warning {
			return p, true
		}
	}
	return Problem{}, false
}

// findings collects problems.
type findings []Problem

func (f *findings) refuse(field, key string) {
	*f = append(*f, Problem{Field: field, Key: key})
}

func (f *findings) warn(field, key string) {
	*f = append(*f, Problem{Field: field, Key: key, Warning: true})
}
