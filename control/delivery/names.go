package delivery

// The names of the enumerations, in the order of their constants. String prints them. UnmarshalText, which the settings
// have, and Parse, which the parameters of actions and clients have, read them: strictly, and an error says what is
// allowed.
var (
	partialPolicies = texts[PartialPolicy]{"partial policy", []string{"serve", "error", "empty"}}
	answerKinds     = texts[AnswerKind]{"kind of answer", []string{"full", "partial", "error", "empty-list"}}
	resyncs         = texts[Resync]{"resync", []string{"none", "pending", "delete"}}
	pendingScopes   = texts[PendingScope]{"pending scope", []string{"account", "row"}}
	pushPaths       = texts[PushPath]{"push path", []string{"transport-params", "panel-http", "none"}}
	platforms       = texts[Platform]{"platform", []string{"desktop", "android", "ios"}}
	refreshes       = texts[Refresh]{"refresh", []string{"at-start", "on-use", "on-expiry"}}
	onErrors        = texts[OnError]{"reaction to an error", []string{"keep", "drop"}}
	onEmpties       = texts[OnEmpty]{"reaction to an empty list", []string{"keep", "store"}}
	afterFailures   = texts[AfterFailure]{"behaviour after a failed refresh", []string{"retry", "wait", "stop"}}
	ageClocks       = texts[AgeClock]{"age clock", []string{"wall", "awake"}}
	onMissings      = texts[OnMissing]{"reaction to a missing config", []string{"fail", "crash"}}
	moments         = texts[Moment]{"moment", []string{"start", "connect", "expiry", "restart", "invalidated"}}
)

func (v PartialPolicy) String() string { return partialPolicies.text(v) }
func (v AnswerKind) String() string    { return answerKinds.text(v) }
func (v Resync) String() string        { return resyncs.text(v) }
func (v PendingScope) String() string  { return pendingScopes.text(v) }
func (v PushPath) String() string      { return pushPaths.text(v) }
func (v Platform) String() string      { return platforms.text(v) }
func (v Refresh) String() string       { return refreshes.text(v) }
func (v OnError) String() string       { return onErrors.text(v) }
func (v OnEmpty) String() string       { return onEmpties.text(v) }
func (v AfterFailure) String() string  { return afterFailures.text(v) }
func (v AgeClock) String() string      { return ageClocks.text(v) }
func (v OnMissing) String() string     { return onMissings.text(v) }
func (v Moment) String() string        { return moments.text(v) }

func (v *PartialPolicy) UnmarshalText(text []byte) error { return partialPolicies.unmarshal(v, text) }
func (v *Resync) UnmarshalText(text []byte) error        { return resyncs.unmarshal(v, text) }
func (v *PendingScope) UnmarshalText(text []byte) error  { return pendingScopes.unmarshal(v, text) }
func (v *Refresh) UnmarshalText(text []byte) error       { return refreshes.unmarshal(v, text) }
func (v *OnError) UnmarshalText(text []byte) error       { return onErrors.unmarshal(v, text) }
func (v *OnEmpty) UnmarshalText(text []byte) error       { return onEmpties.unmarshal(v, text) }
func (v *AfterFailure) UnmarshalText(text []byte) error  { return afterFailures.unmarshal(v, text) }
func (v *AgeClock) UnmarshalText(text []byte) error      { return ageClocks.unmarshal(v, text) }
func (v *OnMissing) UnmarshalText(text []byte) error     { return onMissings.unmarshal(v, text) }

// ParsePlatform reads a platform.
func ParsePlatform(text string) (Platform, error) { return platforms.parse(text) }

// ParseResync reads a resync.
func ParseResync(text string) (Resync, error) { return resyncs.parse(text) }
