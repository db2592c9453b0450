package reports

// refusedConfig is a config with something of every severity, in words that would move a cursor.
func refusedConfig() *XrayCheck {
	return &XrayCheck{Core: "25.7.25", Stage: "new", Error: "core: not all dependencies are resolved.", Lints: []XrayLint{
		{"fallback-without-observatory", "error", "Balancer \"a\x1b[2J\" has a fallbackTag with the strategy random and no observatory: the core does not start."},
		{"shared-upstream", "warning", "proxy-de-1, proxy-de-2, proxy-de-3, proxy-de-4, proxy-de-5 lead to one upstream: they fail together, and each of them adds its probes there (LB-15)."},
		{"tolerance-without-effect", "info", "The core never reads the tolerance of leastLoad."},
	}, Again: "reprise xray check 'bad one.json'"}
}

// routed is a request that is left to chance.
func routed() *XrayRoute {
	return &XrayRoute{Core: "25.7.25", Stage: "ok", Rule: "main-rule", RuleIndex: 3, Balancer: "random-balancer", Strategy: "random",
		Candidates: []string{"proxy-de-1", "proxy-de-2"}, Could: []string{"proxy-de-1", "proxy-de-2"}, How: "balancer", Dead: []string{"proxy-de-2"}, Again: "reprise xray check -",
		Reason: "rule main-rule names the balancer random-balancer, whose random picks any of proxy-de-1, proxy-de-2."}
}

// routedByRule is one that meets a rule without a tag.
func routedByRule() *XrayRoute {
	return &XrayRoute{Core: "25.7.25", Stage: "ok", Outbound: "direct", Could: []string{"direct"}, Candidates: []string{}, Dead: []string{}, How: "rule",
		Reason: "rule number 1 names the outbound direct."}
}
