package reports

import (
	"fmt"
	"math"
)

// The runs below are made up; they are of the size that real ones have.

func realMySQL() LoadDB {
	return LoadDB{Kind: "docker", Version: "9.7.4", Why: "a Docker engine answers, and it has the image mysql:9.7-local", ReadySeconds: 3.42}
}

func forUpdate() LoadService {
	return LoadService{Statement: "for-update", Isolation: "repeatable-read", Conns: 8, Stock: 5000, MinSize: 1000, Target: 5000, Ordered: true, Arrivals: "constant 400/s for 30 s"}
}

// cleanLoad is a run in which nothing went wrong, beside a closed loop.
func cleanLoad() *LoadClaim {
	l := &LoadClaim{
		Verdict: Pass, DB: realMySQL(), Service: forUpdate(),
		Attack: LoadAttack{
			OfferedRate: 400, AchievedRate: 399.87, Requests: 12000, Success: 1, Seconds: 30, Valid: true,
			Latency:  LoadLatency{0.00214, 0.00391, 0.0127, 0.0412, 0.0871},
			FromSent: LoadLatency{0.00207, 0.00382, 0.0121, 0.0398, 0.0869},
			Lag:      LoadLatency{0.00006, 0.00011, 0.00084, 0.0021, 0.0044},
			Routes:   []LoadCount{{"pool", 12000}},
		},
		Audit:    LoadAudit{Verdict: Pass, Claims: 12000, Checker: "ok", DoubleBelow: 2.4961e-4, LostBelow: 2.4961e-4},
		Closed:   &LoadClosed{Clients: 8, Rate: 1312.4, Latency: LoadLatency{0.0058, 0.0081, 0.0117, 0.0184, 0.0312}, Says: "a closed loop never asks for more than is answered: it shows no cliff at any rate"},
		Counters: LoadCounters{Fills: 10000},
		Again:    "reprise load claim --db docker --rate 400/s --duration 30s",
	}
	for i := range 30 {
		l.Attack.Series = append(l.Attack.Series, LoadSecond{At: float64(i), Sent: 400, Given: 398 + i%5, P99: 0.009 + 0.001*float64(i*7%5)})
	}
	for i := range 60 {
		l.Pool = append(l.Pool, LoadLevel{At: float64(i) / 2, Size: 5000 - 200*(i%20)})
	}
	return l
}

// killedLoad is a run through two kills and a stalled disk, with doubts that were all resolved.
func killedLoad() *LoadClaim {
	l := cleanLoad()
	l.Closed, l.Attack.AchievedRate, l.Attack.Success = nil, 397.31, 0.9853
	l.Attack.Latency = LoadLatency{0.0023, 0.0058, 2.412, 2.98, 3.104}
	l.Attack.FromSent = LoadLatency{0.0022, 0.0057, 2.409, 2.977, 3.101}
	l.Attack.Routes = []LoadCount{{"pool", 11602}, {"fallback", 312}, {"owned", 18}}
	l.Attack.Errors = []LoadCount{{"503 database", 145}, {"connection", 27}, {"time-out", 4}}
	l.Attack.Fallbacks = 312
	l.Faults = []LoadFault{
		{What: "kill@8s", At: 8.004, Until: 10.41, Note: "the server answered again 2.4 s after the kill; recovery read 3,104 pages of log"},
		{What: "stall@15s:3s", At: 15, Until: 18, Note: "no commit for 3 s"},
		{What: "drain@16s", At: 16.2, Until: 16.2, Note: "3,180 accounts taken from the pool"},
		{What: "kill@22s", At: 22.001, Until: 23.9, Note: "the server answered again 1.9 s after the kill"},
	}
	l.Audit = LoadAudit{Verdict: Pass, Claims: 11932, InDoubt: 31, InDoubtResolved: 31, HadCommitted: 18, ClaimedAnew: 11, LeftWithout: 2,
		Checker: "ok", DoubleBelow: 2.5103e-4, LostBelow: 2.5103e-4}
	l.Counters = LoadCounters{Deadlocks: 12, LockTimeouts: 1, Broken: 33, InDoubt: 33, HadCommitted: 18, NotCommitted: 15, Fills: 9688, FillsFailed: 3}
	for _, i := range []int{8, 9, 15, 16, 17, 22} {
		s := &l.Attack.Series[i]
		s.Given, s.Failed, s.P99 = 20*(i%3), 58-i, 3.1-0.1*float64(i%4)
	}
	for i := 32; i < 44; i++ {
		l.Pool[i].Size = max(0, 100*(i-36))
	}
	l.Notes = []string{"the server flushes its log at every commit (innodb_flush_log_at_trx_commit=1)"}
	l.Again = "reprise load claim --db docker --rate 400/s --duration 30s --fault kill@8s --fault stall@15s:3s --fault drain@16s --fault kill@22s"
	return l
}

// failedLoad is a run whose audit found what must not be.
func failedLoad() *LoadClaim {
	l := killedLoad()
	l.Verdict = Fail
	l.Says = []string{"3 accounts were given twice, and 1 acknowledged claim is not in the database", "2 claims in doubt were not resolved"}
	l.DB = LoadDB{Kind: "local", Version: "10.11.6-MariaDB-0+deb12u1", Why: "no Docker engine answers; mariadbd was found on PATH", ReadySeconds: 1.1}
	l.Audit = LoadAudit{Verdict: Fail, Claims: 11932, Double: 3, Lost: 1, InDoubt: 31, InDoubtResolved: 29, HadCommitted: 18, ClaimedAnew: 11,
		OutOfOrder: 1, WrongTerms: 2, Stray: 1, Checker: "illegal", LostBelow: 2.5103e-4}
	for i := range 15 {
		l.Audit.Findings = append(l.Audit.Findings, fmt.Sprintf("account 0198f3c2-7a41-7c00-8000-%012x was given to device d-%04d at %d.204 s and to device d-%04d at %d.209 s", i, i, 8+i, i+5000, 8+i))
	}
	return l
}

// invalidLoad is a run whose generator lagged.
func invalidLoad() *LoadClaim {
	l := cleanLoad()
	l.Verdict, l.Closed, l.Pool = Fail, nil, nil
	l.Attack.Valid, l.Attack.Invalid = false, "its lag had a p99 of 61 ms, more than 5 ms"
	l.Attack.Lag = LoadLatency{0.0013, 0.0182, 0.061, 0.114, 0.1302}
	l.Says = []string{"the run is not valid: the generator's lag had a p99 of 61 ms, more than 5 ms"}
	l.Service.Statement, l.Service.Ordered = "skip-locked", false
	l.Audit.Checker = "12,000 claims are more than it can finish"
	return l
}

// hostileLoad has signs in it that would move a cursor, or draw a document of their own.
func hostileLoad() *LoadClaim {
	l := failedLoad()
	l.DB.Version = "9.7.4\x1b[2J | <script>"
	l.DB.Why = "because\r\nof `this` \u202e*strong*"
	l.Says = []string{"\x1b]0;title\x07 a | pipe"}
	l.Attack.Errors = []LoadCount{{"502 \x1b[31m\n## head", 3}, {"", 1}}
	l.Faults[0].What, l.Faults[0].Note = "kill@8s\x00", "[link](http://x) \n```"
	l.Audit.Findings = []string{"device \"'; DROP TABLE account; --\x00\" | has two"}
	l.Audit.Checker = "un\tknown <b>"
	l.Notes = []string{"a\nb"}
	l.Again = "reprise load claim --db 'mysql://x\n```'"
	return l
}

// knee is p99 against offered rates, with a cliff.
func knee() *LoadKnee {
	k := &LoadKnee{Verdict: Pass, DB: realMySQL(), Service: forUpdate(), P99Max: 0.05, Rate: 1200, Above: 1300, ClosedRate: 1312.4,
		Says:  "1,200/s is the highest rate with a p99 under 50 ms: 31 ms; at 1,300/s it is 412 ms",
		Again: "reprise load claim --db docker --knee --p99 50ms --duration 10s"}
	k.Service.Arrivals = "constant, 10 s each"
	for _, p := range []struct{ rate, p99 float64 }{{200, 0.0071}, {400, 0.0083}, {800, 0.0124}, {1200, 0.0311}, {1300, 0.412}, {1400, 1.31}, {1600, 3.97}} {
		k.Points = append(k.Points, LoadPoint{Statement: "for-update", Conns: 8, OfferedRate: p.rate, AchievedRate: min(p.rate-0.2, 1331.7), Success: min(1, 1400/p.rate),
			Latency: LoadLatency{P50: math.Sqrt(p.p99) / 40, P90: p.p99 / 3, P99: p.p99, P999: p.p99 * 2, Max: p.p99 * 3}, Valid: p.rate != 1400, Kept: p.p99 < 0.05,
			Deadlocks: int(p.rate / 400), Ordered: true, Audit: Pass})
	}
	k.Points[5].Note = "the generator's lag had a p99 of 9 ms, more than 5 ms"
	return k
}

// kneeless is one where no rate keeps the bound, and an audit failed.
func kneeless() *LoadKnee {
	k := knee()
	k.Verdict, k.P99Max, k.Rate, k.Above, k.ClosedRate = Fail, 0.005, 0, 200, 0
	k.Says = "no rate that was tried has a p99 under 5 ms: the lowest, 200/s, has 7.1 ms"
	k.Points = k.Points[:1]
	k.Points[0].Kept, k.Points[0].Audit, k.Points[0].Note = false, Fail, "2 accounts were given twice"
	return k
}

func compared() *LoadCompare {
	c := &LoadCompare{Verdict: Fail, DB: realMySQL(), Isolation: "repeatable-read", Rate: 600,
		Says:  "token on 8 connections is the fastest that keeps the order: p99 9.1 ms; skip-locked promises none",
		Again: "reprise load claim --db docker --compare --rate 600/s --duration 10s"}
	for i, statement := range []string{"for-update", "skip-locked", "token"} {
		for j, conns := range []int{4, 8, 64} {
			p := LoadPoint{Statement: statement, Conns: conns, OfferedRate: 600, AchievedRate: 599.8, Success: 1, Valid: true, Ordered: i != 1, Audit: Pass,
				Latency:   LoadLatency{P50: 0.0021 + 0.0004*float64(i), P99: 0.0091 + 0.002*float64(j*j)},
				Deadlocks: i * j * 4}
			c.Points = append(c.Points, p)
		}
	}
	slow := &c.Points[2]
	slow.AchievedRate, slow.Success, slow.Latency, slow.Deadlocks = 361.2, 0.72, LoadLatency{P50: 3.9, P99: 9.71}, 1204
	c.Points[7].OutOfOrder, c.Points[7].Audit, c.Points[7].Note = 5, Fail, "5 accounts were taken before their turn"
	c.Points[8].Valid, c.Points[8].Note = false, "the generator's lag had a p99 of 9 ms, more than 5 ms"
	return c
}

func soaked() *LoadSoak {
	s := &LoadSoak{Verdict: Pass, DB: LoadDB{Kind: "local", Version: "8.4.6", Why: "asked for"}, Service: forUpdate(), Kills: 100, Stretches: 100,
		Audit: LoadAudit{Verdict: Pass, Claims: 1_000_000, InDoubt: 2214, InDoubtResolved: 2214, HadCommitted: 1207, ClaimedAnew: 998, LeftWithout: 9,
			Checker: "ok", DoubleBelow: 2.9957e-6, LostBelow: 2.9957e-6},
		Counters: LoadCounters{Deadlocks: 40_112, Broken: 812, InDoubt: 61, HadCommitted: 33, NotCommitted: 28},
		Rate:     871.3, Seconds: 1147.7, Again: "make soak"}
	s.Service.Arrivals = "constant 1,000/s"
	return s
}
