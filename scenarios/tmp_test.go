package scenarios
import ("testing";"fmt";"time")
func TestTmp(t *testing.T){
  s,err := Open("felis",nil); if err!=nil {t.Fatal(err)}
  for range 5 {
  b := time.Now()
  _,err := WhatIf(s, Options{Seed:1})
  if err!=nil {t.Fatal(err)}
  fmt.Println("whatif", time.Since(b))
  }
}
