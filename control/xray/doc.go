// Package xray decides what configs of xray-core say: the routing, balancer and observatory that the backend generates
// (LB-01 to LB-06), what iOS, Android and the desktop make of them (LB-07 to LB-13), the platform-aware response that was
// proposed (LB-28, LB-29), Android's fallback (LB-11), and what is wrong with a config that the core accepts. It knows
// the core's format, not the core: sim/xraycore has the last word.
package xray
