package xraycore

import (
	"bytes"
	"encoding/json"

	commented "github.com/xtls/xray-core/infra/conf/json"
)

// Plain is a config as JSON that anyone can read: without the comments that the core allows, and without what stands after its
// end, which the core does not look at. A text that is not a config is given back as it is.
func Plain(config []byte) []byte {
	if refuseText(config) != nil {
		return config
	}
	var first json.RawMessage
	if json.NewDecoder(&commented.Reader{Reader: bytes.NewReader(config)}).Decode(&first) != nil {
		return config
	}
	return first
}
