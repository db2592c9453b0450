package bench

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// Machine is what the figures were measured on.
type Machine struct {
	CPU      string  `json:"cpu"` // unknown where the system does not say
	GHz      float64 `json:"ghz"` // 0 where the system does not say
	Cores    int     `json:"cores"`
	Platform string  `json:"platform"`
	Go       string  `json:"go"`
}

// ThisMachine is the one this process runs on.
func ThisMachine() Machine {
	m := Machine{CPU: "unknown", Cores: cores(), Platform: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version()}
	info, err := os.ReadFile("/proc/cpuinfo") // Linux only; elsewhere the model stays unknown
	if err == nil {
		m.describe(string(info))
	}
	return m
}

// describe takes model and clock of the first processor in a /proc/cpuinfo.
func (m *Machine) describe(info string) {
	first, _, _ := strings.Cut(info, "\n\n")
	for line := range strings.Lines(first) {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "model name":
			m.CPU = value
		case "cpu MHz":
			mhz, err := strconv.ParseFloat(value, 64)
			if err == nil {
				m.GHz = mhz / 1000
			}
		}
	}
}

func (m Machine) String() string {
	clock := ""
	if m.GHz > 0 {
		clock = fmt.Sprintf(" at %.1f GHz", m.GHz)
	}
	return fmt.Sprintf("%s%s, %d cores, %s, %s", m.CPU, clock, m.Cores, m.Platform, m.Go)
}
