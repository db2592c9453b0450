package delivery

// The enumerations' names, in the order of their constants, and the four methods and functions that each has of them:
// String, MarshalText, UnmarshalText and Parse, which is strict and says what is allowed.
var (
	partialPolicies = texts[PartialPolicy]{"partial policy", []string{"serve", "error", "empty"}}
	answerKinds     = texts[AnswerKind]{"kind of answer", []string{"full", "partial", "error", "empty-list"}}
	resyncs         = texts[Resync]{"resync", []string{"none", "pending", "delete"}}
	pendingScopes   = texts[PendingScope]{"pending scope", []string{"account", "row"}}
	payStatuses     = texts[PayStatus]{"pay status", []string{"POOL", "TRIAL", "PAID"}}
	pushPaths       = texts[PushPath]{"push path", []string{"transport-params", "panel-http", "none"}}
	platforms       = texts[Platform]{"platform", []string{"desktop", "android", "ios"}}
	refreshes       = texts[Refresh]{"refresh", []string{"at-start", "on-use", "on-expiry"}}
	onErrors        = texts[OnError]{"reaction to an error", []string{"keep", "drop"}}
	onEmpties       = texts[OnEmpty]{"reaction to an empty list", []string{"keep", "store"}}
	afterFailures   = texts[AfterFailure]{"behaviour after a failed refresh", []string{"retry", "wait", "stop"}}
	ageClocks       = texts[AgeClock]{"age clock", []string{"wall", "awake"}}
	moments         = texts[Moment]{"moment", []string{"start", "connect", "expiry", "restart", "invalidated"}}
	effects         = texts[Effect]{"effect", []string{"replace", "keep", "clear"}}
)

// ParsePartialPolicy reads a partial policy.
func ParsePartialPolicy(text string) (PartialPolicy, error) { return partialPolicies.parse(text) }

func (v PartialPolicy) String() string                   { return partialPolicies.text(v) }
func (v PartialPolicy) MarshalText() ([]byte, error)     { return partialPolicies.marshal(v) }
func (v *PartialPolicy) UnmarshalText(text []byte) error { return partialPolicies.unmarshal(v, text) }

// ParseAnswerKind reads a kind of answer.
func ParseAnswerKind(text string) (AnswerKind, error) { return answerKinds.parse(text) }

func (v AnswerKind) String() string                   { return answerKinds.text(v) }
func (v AnswerKind) MarshalText() ([]byte, error)     { return answerKinds.marshal(v) }
func (v *AnswerKind) UnmarshalText(text []byte) error { return answerKinds.unmarshal(v, text) }

// ParseResync reads a resync.
func ParseResync(text string) (Resync, error) { return resyncs.parse(text) }

func (v Resync) String() string                   { return resyncs.text(v) }
func (v Resync) MarshalText() ([]byte, error)     { return resyncs.marshal(v) }
func (v *Resync) UnmarshalText(text []byte) error { return resyncs.unmarshal(v, text) }

// ParsePendingScope reads a pending scope.
func ParsePendingScope(text string) (PendingScope, error) { return pendingScopes.parse(text) }

func (v PendingScope) String() string                   { return pendingScopes.text(v) }
func (v PendingScope) MarshalText() ([]byte, error)     { return pendingScopes.marshal(v) }
func (v *PendingScope) UnmarshalText(text []byte) error { return pendingScopes.unmarshal(v, text) }

// ParsePayStatus reads a pay status.
func ParsePayStatus(text string) (PayStatus, error) { return payStatuses.parse(text) }

func (v PayStatus) String() string                   { return payStatuses.text(v) }
func (v PayStatus) MarshalText() ([]byte, error)     { return payStatuses.marshal(v) }
func (v *PayStatus) UnmarshalText(text []byte) error { return payStatuses.unmarshal(v, text) }

// ParsePushPath reads a push path.
func ParsePushPath(text string) (PushPath, error) { return pushPaths.parse(text) }

func (v PushPath) String() string                   { return pushPaths.text(v) }
func (v PushPath) MarshalText() ([]byte, error)     { return pushPaths.marshal(v) }
func (v *PushPath) UnmarshalText(text []byte) error { return pushPaths.unmarshal(v, text) }

// ParsePlatform reads a platform.
func ParsePlatform(text string) (Platform, error) { return platforms.parse(text) }

func (v Platform) String() string                   { return platforms.text(v) }
func (v Platform) MarshalText() ([]byte, error)     { return platforms.marshal(v) }
func (v *Platform) UnmarshalText(text []byte) error { return platforms.unmarshal(v, text) }

// ParseRefresh reads a refresh.
func ParseRefresh(text string) (Refresh, error) { return refreshes.parse(text) }

func (v Refresh) String() string                   { return refreshes.text(v) }
func (v Refresh) MarshalText() ([]byte, error)     { return refreshes.marshal(v) }
func (v *Refresh) UnmarshalText(text []byte) error { return refreshes.unmarshal(v, text) }

// ParseOnError reads a reaction to an error.
func ParseOnError(text string) (OnError, error) { return onErrors.parse(text) }

func (v OnError) String() string                   { return onErrors.text(v) }
func (v OnError) MarshalText() ([]byte, error)     { return onErrors.marshal(v) }
func (v *OnError) UnmarshalText(text []byte) error { return onErrors.unmarshal(v, text) }

// ParseOnEmpty reads a reaction to an empty list.
func ParseOnEmpty(text string) (OnEmpty, error) { return onEmpties.parse(text) }

func (v OnEmpty) String() string                   { return onEmpties.text(v) }
func (v OnEmpty) MarshalText() ([]byte, error)     { return onEmpties.marshal(v) }
func (v *OnEmpty) UnmarshalText(text []byte) error { return onEmpties.unmarshal(v, text) }

// ParseAfterFailure reads a behaviour after a failed refresh.
func ParseAfterFailure(text string) (AfterFailure, error) { return afterFailures.parse(text) }

func (v AfterFailure) String() string                   { return afterFailures.text(v) }
func (v AfterFailure) MarshalText() ([]byte, error)     { return afterFailures.marshal(v) }
func (v *AfterFailure) UnmarshalText(text []byte) error { return afterFailures.unmarshal(v, text) }

// ParseAgeClock reads a age clock.
func ParseAgeClock(text string) (AgeClock, error) { return ageClocks.parse(text) }

func (v AgeClock) String() string                   { return ageClocks.text(v) }
func (v AgeClock) MarshalText() ([]byte, error)     { return ageClocks.marshal(v) }
func (v *AgeClock) UnmarshalText(text []byte) error { return ageClocks.unmarshal(v, text) }

// ParseMoment reads a moment.
func ParseMoment(text string) (Moment, error) { return moments.parse(text) }

func (v Moment) String() string                   { return moments.text(v) }
func (v Moment) MarshalText() ([]byte, error)     { return moments.marshal(v) }
func (v *Moment) UnmarshalText(text []byte) error { return moments.unmarshal(v, text) }

// ParseEffect reads a effect.
func ParseEffect(text string) (Effect, error) { return effects.parse(text) }

func (v Effect) String() string                   { return effects.text(v) }
func (v Effect) MarshalText() ([]byte, error)     { return effects.marshal(v) }
func (v *Effect) UnmarshalText(text []byte) error { return effects.unmarshal(v, text) }
