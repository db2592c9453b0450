package alerts

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"
)

func demo() Scrapes {
	n := 3*24*240 + 1
	var all []Series
	for i, name := range []string{"account_pool_size", "account_pool_min", "account_pool_target", "config_completeness_ratio"} {
		v := make([]float64, n)
		for j := range v {
			v[j] = []float64{300 + 250*math.Sin(float64(j)/2000), 100, 500, 0.9 + 0.2*math.Sin(float64(j)/3000)}[i]
		}
		all = append(all, Series{Name: name, Values: v})
	}
	for _, l := range []struct {
		name, label, value string
		rate               float64
	}{
		{"account_claims_total", "route", "pool", 0.3}, {"account_claims_total", "route", "fallback", 0.004}, {"account_claims_total", "route", "owned", 0.1},
		{"account_pool_checks_total", "result", "counted", 0.05},
		{"account_pool_fills_total", "result", "made", 0.2}, {"account_pool_fills_total", "result", "failed", 0.01}, {"account_pool_fills_total", "result", "orphan", 0.01},
		{"config_answers_total", "result", "success", 1}, {"config_answers_total", "result", "incomplete", 0.02},
	} {
		v := make([]float64, n)
		for j := range v {
			v[j] = math.Floor(float64(j) * l.rate)
		}
		all = append(all, Series{Name: l.name, Labels: []Label{{l.label, l.value}}, Values: v})
	}
	return Scrapes{Start: time.Date(2026, 1, 17, 9, 0, 0, 0, time.UTC), Every: 15 * time.Second, Series: all}
}

func TestSmoke(t *testing.T) {
	rs, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	h, err := Evaluate(context.Background(), rs, demo(), Options{})
	fmt.Println(time.Since(begin), err)
	for _, c := range h.Changes {
		fmt.Printf("%s %s %s %v %v %s\n", c.At.Format(time.DateTime), c.Alert, c.State, c.Value, c.Labels, c.Summary)
	}
	fmt.Println(h.Failures, h.Seen)
}

func BenchmarkEvaluate(b *testing.B) {
	rs, _ := Shipped()
	s := demo()
	b.ReportAllocs()
	for b.Loop() {
		_, _ = Evaluate(context.Background(), rs, s, Options{})
	}
}
