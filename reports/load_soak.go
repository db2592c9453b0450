package reports

import "fmt"

func (l *LoadSoak) story(int) loadStory {
	return loadStory{
		command: "load soak", title: "Claims through kills of the server", setup: l.Service.words(),
		verdict: l.Verdict,
		answer: fmt.Sprintf("%s through %s of %s: %s", plural(l.Audit.Claims, "claim", "claims"), plural(l.Kills, "kill", "kills"),
			l.DB.words(), l.Audit.words()),
		failed: l.Says, db: l.DB,
		sections: told(section{title: "the run", words: []string{fmt.Sprintf("%s in %s; %s given, kills included",
			plural(l.Stretches, "stretch", "stretches"), timeOf(l.Seconds), perSecond(l.Rate))}}, l.Counters.service(), l.Audit.checklist(l.Service), l.Audit.found()),
		again: l.Again,
	}
}
