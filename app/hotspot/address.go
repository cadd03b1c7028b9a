package hotspot

import (
	"context"
	"fmt"
	"net"

	"pendamping/fault"
)

// Address finds the own address on the local network. The list of interfaces is closed to
// apps on Android 11 and later (golang/go#40569), so for each network that a hotspot may
// give the own address on the way to it is asked for; no byte is sent. Only an address of
// that very network counts: the way to any other leads to the mobile network, where no
// colleague is.
func Address(ctx context.Context) (string, error) {
	const op fault.Op = "hotspot.Address"
	// iOS, NetworkManager, and all that Android and Windows give.
	nets := []string{"172.20.10", "10.42.0"}
	for n := range 256 {
		nets = append(nets, fmt.Sprintf("192.168.%d", n))
	}
	for _, n := range nets {
		to := net.ParseIP(n + ".254")
		if own := towards(ctx, to); own != nil && own.Mask(net.CIDRMask(24, 32)).Equal(to.Mask(net.CIDRMask(24, 32))) {
			return own.String(), nil
		}
	}
	// A larger network, as offices have.
	if own := towards(ctx, net.IPv4(192, 0, 2, 1)); own != nil && own.IsPrivate() {
		return own.String(), nil
	}
	return "", fault.E(op, fault.Transient, ErrNoNetwork)
}

// towards is the own address on the way to another; nil when there is no way.
func towards(ctx context.Context, to net.IP) net.IP {
	conn, err := (&net.Dialer{}).DialContext(ctx, "udp4", net.JoinHostPort(to.String(), "9"))
	if err != nil {
		return nil
	}
	local, ok := conn.LocalAddr().(*net.UDPAddr)
	if err = conn.Close(); err != nil || !ok || local.IP.IsLoopback() {
		return nil
	}
	return local.IP
}
