package audit

// LookBy looks by another query, and EveryRow is that of Look.
var LookBy = look

const EveryRow = everyRow
