package xraycore

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/xtls/xray-core/infra/conf"
	corejson "github.com/xtls/xray-core/infra/conf/json"
)

// The bounds on what is put to the core. A config of a client is far from all of them.
const (
	maxBytes     = 1 << 20
	maxDepth     = 64
	maxOutbounds = 1000
	maxPorts     = 256
	maxPatterns  = 16 << 10 // bytes of regular expressions: each may stand for a thousand times as much
)

// refusal is a config that the core is not shown.
func refusal(format string, args ...any) error {
	return fmt.Errorf("refused before the core saw it: "+format, args...)
}

// refuseText refuses a text that is not worth decoding.
func refuseText(config []byte) error {
	switch {
	case len(config) > maxBytes:
		return refusal("%d bytes, more than %d", len(config), maxBytes)
	case bytes.IndexByte(config, 0) >= 0:
		return refusal("a NUL byte at offset %d", bytes.IndexByte(config, 0))
	case deeper(config, maxDepth):
		return refusal("nested deeper than %d levels", maxDepth)
	case patterns(config) > maxPatterns:
		return refusal("regular expressions of %d bytes, more than %d", patterns(config), maxPatterns)
	}
	return nil
}

// patterns is how many bytes of a text are in strings that begin with regexp:, in any case.
func patterns(config []byte) (bytesOf int) {
	const mark = `"regexp:`
	for rest := bytes.ToLower(config); ; {
		at := bytes.Index(rest, []byte(mark))
		if at < 0 {
			return bytesOf
		}
		rest = rest[at+len(mark):]
		end := bytes.IndexByte(rest, '"')
		if end < 0 {
			end = len(rest)
		}
		bytesOf += end
	}
}

// deeper says whether the first JSON value of a text, which is all that the core reads, is nested deeper than so many
// levels. The core's own reader takes the comments out.
func deeper(config []byte, levels int) bool {
	var plain bytes.Buffer
	if _, err := plain.ReadFrom(&corejson.Reader{Reader: bytes.NewReader(config)}); err != nil {
		return false // the core will meet the same error, and say it
	}
	depth, inString, escaped := 0, false, false
	for _, c := range plain.Bytes() {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped, inString = c == '\\', c != '"'
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			if depth++; depth > levels {
				return true
			}
		case c == '}' || c == ']':
			if depth--; depth <= 0 {
				return false
			}
		}
	}
	return false
}

// refuseSize refuses a decoded config that asks for more than one machine should be asked for, or would not be rid of.
func refuseSize(config *conf.Config) error {
	if n := len(config.OutboundConfigs); n > maxOutbounds {
		return refusal("%d outbounds, more than %d", n, maxOutbounds)
	}
	ports := 0
	for _, in := range config.InboundConfigs {
		if strings.EqualFold(in.Protocol, "wireguard") {
			return refusal("an inbound of wireguard, which the core does not stop again")
		}
		n := portsOf(in)
		if a := in.Allocation; a != nil && a.Concurrency != nil {
			if keeps := int(*a.Concurrency); keeps > maxPorts {
				return refusal("an inbound that keeps %d ports open, more than %d", keeps, maxPorts)
			} else if strings.EqualFold(a.Strategy, "random") && a.Strategy != "random" && keeps > n {
				// The core's own check of this knows only the spelling in lower case.
				return refusal("an inbound that keeps %d of %d ports open: the core would look for the next one forever", keeps, n)
			}
		}
		ports += max(1, n) // a socket counts for one
	}
	if ports > maxPorts {
		return refusal("inbounds on %d ports and sockets, more than %d", ports, maxPorts)
	}
	return nil
}

func portsOf(in conf.InboundDetourConfig) int {
	n := 0
	if in.PortList != nil {
		for _, r := range in.PortList.Range {
			n += max(0, int(r.To)-int(r.From)+1)
		}
	}
	return n
}
