//go:build cgo && android

package main

/*
#include <jni.h>
#include <stdint.h>

// Each function returns 1 for yes, 0 for no and -1 when the system cannot tell. A Java
// exception is cleared: it means that the system does not say.

static int failed(JNIEnv *env) {
	if ((*env)->ExceptionCheck(env)) {
		(*env)->ExceptionClear(env);
		return 1;
	}
	return 0;
}

static jobject service(JNIEnv *env, jobject activity, const char *name) {
	jclass cls = (*env)->GetObjectClass(env, activity);
	jmethodID get = (*env)->GetMethodID(env, cls, "getSystemService", "(Ljava/lang/String;)Ljava/lang/Object;");
	if (failed(env) || get == NULL) return NULL;
	jobject found = (*env)->CallObjectMethod(env, activity, get, (*env)->NewStringUTF(env, name));
	return failed(env) ? NULL : found;
}

// metered tells whether the active network counts what is sent.
static int metered(uintptr_t e, uintptr_t ctx) {
	JNIEnv *env = (JNIEnv *)e;
	jobject manager = service(env, (jobject)ctx, "connectivity");
	if (manager == NULL) return -1;
	jmethodID m = (*env)->GetMethodID(env, (*env)->GetObjectClass(env, manager), "isActiveNetworkMetered", "()Z");
	if (failed(env) || m == NULL) return -1;
	jboolean yes = (*env)->CallBooleanMethod(env, manager, m);
	return failed(env) ? -1 : (yes ? 1 : 0);
}

// granted tells whether the app may ask where the tablet is.
static int granted(uintptr_t e, uintptr_t ctx) {
	JNIEnv *env = (JNIEnv *)e;
	jobject activity = (jobject)ctx;
	jmethodID m = (*env)->GetMethodID(env, (*env)->GetObjectClass(env, activity), "checkSelfPermission", "(Ljava/lang/String;)I");
	if (failed(env) || m == NULL) return 1; // before Android 6 what the manifest names is granted
	jint state = (*env)->CallIntMethod(env, activity, m, (*env)->NewStringUTF(env, "android.permission.ACCESS_FINE_LOCATION"));
	if (failed(env)) return -1;
	return state == 0;
}

// ask shows the system's question; the answer is polled for with granted.
static int ask(uintptr_t e, uintptr_t ctx) {
	JNIEnv *env = (JNIEnv *)e;
	jobject activity = (jobject)ctx;
	jmethodID m = (*env)->GetMethodID(env, (*env)->GetObjectClass(env, activity), "requestPermissions", "([Ljava/lang/String;I)V");
	if (failed(env) || m == NULL) return -1;
	jclass string = (*env)->FindClass(env, "java/lang/String");
	if (failed(env) || string == NULL) return -1;
	jobjectArray names = (*env)->NewObjectArray(env, 2, string, NULL);
	(*env)->SetObjectArrayElement(env, names, 0, (*env)->NewStringUTF(env, "android.permission.ACCESS_FINE_LOCATION"));
	(*env)->SetObjectArrayElement(env, names, 1, (*env)->NewStringUTF(env, "android.permission.ACCESS_COARSE_LOCATION"));
	(*env)->CallVoidMethod(env, activity, m, names, 1);
	return failed(env) ? -1 : 1;
}

// place gives the newest place that any part of the system knows, in degrees, and when it
// was known, in Unix milliseconds.
static int place(uintptr_t e, uintptr_t ctx, double *lat, double *lon, int64_t *at) {
	JNIEnv *env = (JNIEnv *)e;
	jobject manager = service(env, (jobject)ctx, "location");
	if (manager == NULL) return -1;
	jmethodID last = (*env)->GetMethodID(env, (*env)->GetObjectClass(env, manager), "getLastKnownLocation",
		"(Ljava/lang/String;)Landroid/location/Location;");
	if (failed(env) || last == NULL) return -1;
	const char *providers[] = {"gps", "fused", "network", "passive"};
	int found = 0;
	for (int i = 0; i < 4; i++) {
		jobject here = (*env)->CallObjectMethod(env, manager, last, (*env)->NewStringUTF(env, providers[i]));
		if (failed(env) || here == NULL) continue;
		jclass cls = (*env)->GetObjectClass(env, here);
		jlong when = (*env)->CallLongMethod(env, here, (*env)->GetMethodID(env, cls, "getTime", "()J"));
		jdouble y = (*env)->CallDoubleMethod(env, here, (*env)->GetMethodID(env, cls, "getLatitude", "()D"));
		jdouble x = (*env)->CallDoubleMethod(env, here, (*env)->GetMethodID(env, cls, "getLongitude", "()D"));
		if (failed(env)) continue;
		if (!found || when > *at) {
			*lat = y;
			*lon = x;
			*at = when;
			found = 1;
		}
	}
	return found;
}
*/
import "C"

import (
	"context"
	"errors"
	"math"
	"time"

	"fyne.io/fyne/v2/driver"

	"pendamping/app"
	"pendamping/fault"
	"pendamping/kpuk"
)

var (
	// errNoPlace means that Android knows no place, or none that is recent.
	errNoPlace = fault.New(fault.NotFound, "the place is not known")
	// errNotAllowed means that the person does not want to tell.
	errNotAllowed = fault.New(fault.Denied, "asking for the place is not allowed")
	// errNative means that the driver gave no Java.
	errNative = errors.New("no Java environment")
)

// The times of asking for a place.
const (
	recent    = 10 * time.Minute // a place that is older is of another village
	asking    = time.Minute      // for the person to answer
	betweenUs = 500 * time.Millisecond
)

// native hands the app what only Android can tell.
func native(ctx context.Context, cfg *app.Config) {
	cfg.Metered = func() (bool, bool) {
		state := C.int(-1)
		err := onJava(func(c *driver.AndroidContext) error {
			state = C.metered(C.uintptr_t(c.Env), C.uintptr_t(c.Ctx))
			return nil
		})
		return state == 1, err == nil && state >= 0
	}
	now := cfg.Now
	cfg.Locate = func(done func(kpuk.GeoPoint, error)) {
		go func() { done(locate(ctx, now)) }()
	}
}

// onJava runs something with Android's context.
func onJava(do func(*driver.AndroidContext) error) error {
	return driver.RunNative(func(c any) error { //nolint:wrapcheck // the app words it
		android, ok := c.(*driver.AndroidContext)
		if !ok {
			return errNative
		}
		return do(android)
	})
}

// locate asks for leave where there is none, then for the newest place that is known.
func locate(ctx context.Context, now func() time.Time) (kpuk.GeoPoint, error) {
	const op fault.Op = "main.locate"
	if err := allowed(ctx); err != nil {
		return kpuk.GeoPoint{}, fault.E(op, fault.Other, err)
	}
	var lat, lon C.double
	var at C.int64_t
	found := C.int(0)
	err := onJava(func(c *driver.AndroidContext) error {
		found = C.place(C.uintptr_t(c.Env), C.uintptr_t(c.Ctx), &lat, &lon, &at)
		return nil
	})
	if err != nil || found != 1 || now().Sub(time.UnixMilli(int64(at))) > recent {
		return kpuk.GeoPoint{}, fault.E(op, fault.NotFound, errors.Join(errNoPlace, err))
	}
	return kpuk.GeoPoint{LatE6: int32(math.Round(float64(lat) * 1e6)), LonE6: int32(math.Round(float64(lon) * 1e6))}, nil
}

// allowed asks the person once and waits for her answer.
func allowed(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	asked := false
	tick := time.NewTicker(betweenUs)
	defer tick.Stop()
	for {
		state := C.int(-1)
		err := onJava(func(c *driver.AndroidContext) error {
			state = C.granted(C.uintptr_t(c.Env), C.uintptr_t(c.Ctx))
			if state == 0 && !asked {
				asked = true
				C.ask(C.uintptr_t(c.Env), C.uintptr_t(c.Ctx))
			}
			return nil
		})
		if err != nil {
			return err
		}
		if state == 1 {
			return nil
		}
		select {
		case <-ctx.Done():
			return errNotAllowed
		case <-tick.C:
		}
	}
}
