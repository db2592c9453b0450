package delivery

import "reprise/control/names"

// The names of the enumerations, in the order of their constants. String prints them. UnmarshalText, which the settings
// have, and Parse, which the parameters of actions and clients have, read them: strictly, and an error says what is
// allowed.
var (
	partialPolicies = names.For[PartialPolicy]("partial policy", "serve", "error", "empty")
	answerKinds     = names.For[AnswerKind]("kind of answer", "full", "partial", "error", "empty-list")
	resyncs         = names.For[Resync]("resync", "none", "pending", "delete")
	pendingScopes   = names.For[PendingScope]("pending scope", "account", "row")
	pushPaths       = names.For[PushPath]("push path", "transport-params", "panel-http", "none")
	platforms       = names.For[Platform]("platform", "desktop", "android", "ios")
	refreshes       = names.For[Refresh]("refresh", "at-start", "on-use", "on-expiry")
	onErrors        = names.For[OnError]("reaction to an error", "keep", "drop")
	onEmpties       = names.For[OnEmpty]("reaction to an empty list", "keep", "store")
	afterFailures   = names.For[AfterFailure]("behaviour after a failed refresh", "retry", "wait", "stop")
	ageClocks       = names.For[AgeClock]("age clock", "wall", "awake")
	onMissings      = names.For[OnMissing]("reaction to a missing config", "fail", "crash")
	moments         = names.For[Moment]("moment", "start", "connect", "expiry", "restart", "invalidated")
)

func (v PartialPolicy) String() string { return partialPolicies.Text(v) }
func (v AnswerKind) String() string    { return answerKinds.Text(v) }
func (v Resync) String() string        { return resyncs.Text(v) }
func (v PendingScope) String() string  { return pendingScopes.Text(v) }
func (v PushPath) String() string      { return pushPaths.Text(v) }
func (v Platform) String() string      { return platforms.Text(v) }
func (v Refresh) String() string       { return refreshes.Text(v) }
func (v OnError) String() string       { return onErrors.Text(v) }
func (v OnEmpty) String() string       { return onEmpties.Text(v) }
func (v AfterFailure) String() string  { return afterFailures.Text(v) }
func (v AgeClock) String() string      { return ageClocks.Text(v) }
func (v OnMissing) String() string     { return onMissings.Text(v) }
func (v Moment) String() string        { return moments.Text(v) }

func (v *PartialPolicy) UnmarshalText(text []byte) error { return partialPolicies.Unmarshal(v, text) }
func (v *Resync) UnmarshalText(text []byte) error        { return resyncs.Unmarshal(v, text) }
func (v *PendingScope) UnmarshalText(text []byte) error  { return pendingScopes.Unmarshal(v, text) }
func (v *Refresh) UnmarshalText(text []byte) error       { return refreshes.Unmarshal(v, text) }
func (v *OnError) UnmarshalText(text []byte) error       { return onErrors.Unmarshal(v, text) }
func (v *OnEmpty) UnmarshalText(text []byte) error       { return onEmpties.Unmarshal(v, text) }
func (v *AfterFailure) UnmarshalText(text []byte) error  { return afterFailures.Unmarshal(v, text) }
func (v *AgeClock) UnmarshalText(text []byte) error      { return ageClocks.Unmarshal(v, text) }
func (v *OnMissing) UnmarshalText(text []byte) error     { return onMissings.Unmarshal(v, text) }

// ParsePlatform reads a platform.
func ParsePlatform(text string) (Platform, error) { return platforms.Parse(text) }

// ParseResync reads a resync.
func ParseResync(text string) (Resync, error) { return resyncs.Parse(text) }
