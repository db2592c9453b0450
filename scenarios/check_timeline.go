package scenarios

import (
	"fmt"
	"slices"

	"reprise/scenarios/strict"
)

// timeline checks the causes of one list. Causes that a variant or hypothesis proposes need no origin.
func (c *checker) timeline(key string, timeline []Action, origin bool) {
	for i, a := range timeline {
		at := fmt.Sprintf("%s[%d]", key, i)
		c.within(at+".at", a.At)
		if origin {
			c.origin(at, a.Documented, a.Assumed)
		} else {
			c.facts(at+".documented", a.Documented)
		}
		c.reasons(at, a)
		if client := a.Client(); client != "" {
			c.named(at+".with.client", client)
		}
		if change, ok := a.Params().(*SettingsChange); ok {
			c.settingsChange(at+".with", change)
		}
	}
}

// named checks that a client is one of the scenario's.
func (c *checker) named(key, client string) {
	if !slices.Contains(c.clients, client) {
		c.wrong(key, "unknown client "+quote(client)+strict.Suggest(client, c.clients), allowed(c.clients))
	}
}

// reasons checks that reasons given by parameter are about what the action says.
func (c *checker) reasons(key string, a Action) {
	about := append([]string{"at"}, a.With.Keys()...)
	for _, parameter := range a.Assumed.Parameters() {
		if !slices.Contains(about, parameter) {
			c.wrong(key+".assumed."+parameter, "is no parameter given here"+strict.Suggest(parameter, about), allowed(about))
		}
	}
}

func (c *checker) settingsChange(key string, change *SettingsChange) {
	if !slices.Contains(settingKeys(), change.Key) {
		c.add(key+".key", checkSetting(change.Key, change.Value))
		return
	}
	c.add(key+".value", checkSetting(change.Key, change.Value))
}
