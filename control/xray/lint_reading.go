package xray

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

// What lints look at of a config, read so that one field of an unexpected form does not hide the others.
type (
	looseConfig struct {
		Inbounds         []looseInbound
		Outbounds        []looseOutbound
		Routing          looseRouting
		Observatory      *looseObservatory
		BurstObservatory *looseBurst

		tags map[string]bool // of the outbounds
	}
	looseInbound  struct{ Tag string }
	looseOutbound struct {
		Tag, Protocol  string
		Settings       looseSettings
		StreamSettings struct {
			RealitySettings struct{ PublicKey, Password string }
		}
	}
	looseSettings struct {
		looseServer
		VNext, Servers []looseServer
	}
	looseServer struct {
		Address string
		Port    looseText
	}
	looseRouting struct {
		Rules     []looseRule
		Balancers []looseBalancer
	}
	looseRule struct {
		RuleTag, OutboundTag, BalancerTag string
		Network, Domain, Domains          *looseList
		IP, Source, User, InboundTag      *looseList
		Protocol                          *looseList
		Port, SourcePort                  looseText
		Attrs                             map[string]string
	}
	looseBalancer struct {
		Tag, FallbackTag string
		Selector         looseList
		Strategy         looseStrategy
	}
	looseStrategy struct {
		Type     string
		Settings struct {
			MaxRTT    looseDuration
			Baselines []looseDuration
			Tolerance float64
		}
		bare bool
	}
	looseObservatory struct {
		SubjectSelector   looseList
		ProbeURL          string
		ProbeInterval     looseDuration
		EnableConcurrency bool
	}
	looseBurst struct {
		SubjectSelector looseList
		PingConfig      struct {
			Destination       string
			Interval, Timeout looseDuration
		}
	}
)

// looseText is a string or a number.
type looseText string

// looseList is a list of strings, or one string with commas between.
type looseList []string

// looseDuration is a duration as it is written; valid is whether the core reads it.
type looseDuration struct {
	text  string
	value time.Duration
	valid bool
}

// The bounds of what is looked at. A client's config is far from them.
const (
	lintedBytes = 1 << 20
	lintedItems = 1000 // of one list
)

// readLoosely reads the first value of a text, as the core does. The error is that it is not JSON, or past the bounds.
func readLoosely(config []byte) (*looseConfig, error) {
	if len(config) > lintedBytes {
		return nil, errors.New("too large to be looked at")
	}
	if text := bytes.TrimSpace(config); len(text) == 0 || text[0] != '{' {
		return nil, errors.New("no object")
	}
	c := &looseConfig{tags: map[string]bool{}}
	err := json.NewDecoder(bytes.NewReader(config)).Decode(c)
	var mismatch *json.UnmarshalTypeError // the rest is read nevertheless
	if err != nil && !errors.As(err, &mismatch) {
		return nil, err
	}
	if max(len(c.Outbounds), len(c.Inbounds), len(c.Routing.Rules), len(c.Routing.Balancers)) > lintedItems {
		return nil, errors.New("too long to be looked at")
	}
	for _, o := range c.Outbounds {
		c.tags[o.Tag] = true
	}
	return c, nil
}

// UnmarshalJSON takes the digits of a number; anything else is empty.
func (t *looseText) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil && !bytes.ContainsAny(data, "[{") {
		text = string(data)
	}
	*t = looseText(text)
	return nil
}

// UnmarshalJSON takes what is no list as an empty one.
func (l *looseList) UnmarshalJSON(data []byte) error {
	*l = looseList{}
	var list []string
	var text string
	switch {
	case json.Unmarshal(data, &list) == nil:
		*l = list
	case json.Unmarshal(data, &text) == nil:
		*l = strings.Split(text, ",")
	}
	return nil
}

// UnmarshalJSON keeps what is no duration as it is written.
func (d *looseDuration) UnmarshalJSON(data []byte) error {
	*d = looseDuration{text: string(data)}
	var text string
	if json.Unmarshal(data, &text) == nil {
		parsed, err := time.ParseDuration(text)
		d.value, d.valid = parsed, err == nil
	}
	return nil
}

// UnmarshalJSON takes a string for the type.
func (s *looseStrategy) UnmarshalJSON(data []byte) error {
	type plain looseStrategy // without this method
	if json.Unmarshal(data, &s.Type) == nil {
		s.bare = string(data) != "null"
		return nil
	}
	_ = json.Unmarshal(data, (*plain)(s)) // it is JSON; what is of another form stays empty
	return nil
}

// holds reports whether a list is there and has anything in it.
func (l *looseList) holds() bool { return l != nil && len(*l) > 0 }

// proxies reports whether an outbound leads to a server.
func (o looseOutbound) proxies() bool {
	switch strings.ToLower(o.Protocol) {
	case "freedom", "blackhole", "dns", "loopback", "":
		return false
	}
	return true
}

// tagged reports whether there is an outbound of a tag.
func (c *looseConfig) tagged(tag string) bool { return c.tags[tag] }

// selected are the outbounds that selectors take in, as they stand in the config: those whose tags begin with one of them.
func (c *looseConfig) selected(selectors []string) (outbounds []looseOutbound) {
	for _, o := range c.Outbounds {
		takes := func(selector string) bool { return strings.HasPrefix(o.Tag, selector) }
		if o.Tag != "" && slices.ContainsFunc(selectors, takes) {
			outbounds = append(outbounds, o)
		}
	}
	return outbounds
}

// looseTags are the tags of outbounds.
func looseTags(outbounds []looseOutbound) (tags []string) {
	for _, o := range outbounds {
		tags = append(tags, o.Tag)
	}
	return tags
}
