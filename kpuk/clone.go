package kpuk

import "reflect"

// Clone returns a deep copy of a record: maps and slices are its own, so that the copy
// can go on changing while the first is saved. What the header remembers for the store
// (Seen) is shared. Nil gives nil.
func Clone[T any](rec *T) *T {
	if rec == nil {
		return nil
	}
	out := *rec
	unshare(reflect.ValueOf(&out).Elem())
	return &out
}

// CloneRecord is [Clone] for a record of any kind; nil gives nil.
func CloneRecord(rec Record) Record {
	if rec == nil {
		return nil
	}
	out := reflect.New(reflect.TypeOf(rec).Elem())
	out.Elem().Set(reflect.ValueOf(rec).Elem())
	unshare(out.Elem())
	clone, _ := out.Interface().(Record) //nolint:errcheck // of rec's own type
	return clone
}

// unshare gives v its own maps and slices, at any depth. Records hold values, maps,
// slices and arrays only; an interface, as Seen is, stays as it is.
func unshare(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			unshare(v.Field(i))
		}
	case reflect.Map:
		if !v.IsNil() && v.CanSet() {
			v.Set(ownMap(v))
		}
	case reflect.Slice:
		if v.IsNil() || !v.CanSet() {
			return
		}
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		for i := range own.Len() {
			unshare(own.Index(i))
		}
		v.Set(own)
	default: // plain values are copied already
	}
}

// ownMap copies a map with its values.
func ownMap(v reflect.Value) reflect.Value {
	own := reflect.MakeMapWithSize(v.Type(), v.Len())
	for it := v.MapRange(); it.Next(); {
		value := reflect.New(v.Type().Elem()).Elem()
		value.Set(it.Value())
		unshare(value)
		own.SetMapIndex(it.Key(), value)
	}
	return own
}
