package strict
import ("testing";"strings";"time";"fmt")
func TestZ(t *testing.T){
 for _, u := range []string{"- ","[","[]","{a: ","a: 1\n","#\n","- #x\n","? ","a,","\"a\",","[a,]: ","- |\n x\n","'\n'","!a ","&a ","*a ","%a\n","\n","a\n\n","-\n","x: #\n #\n", "a: b\n#c\n", "---\n", " ", "\"\n", "{a: [", "- - \n", "\t", "# x\n\n"} {
  s := strings.Repeat(u, (1<<20)/len(u))
  for _, pre := range []string{"", "["} {
  t0 := time.Now(); _, err := Parse("f", []byte(pre+s)[:1<<20]); d := time.Since(t0)
  if d > 500*time.Millisecond { fmt.Printf("%q%q %v %.80v\n", pre, u, d, err) } }
 }
 var sb strings.Builder
 for i := 0; i < 100000; i++ { fmt.Fprintf(&sb, "k%d: 1\n", i) }
 t0 := time.Now(); err := Decode("f", []byte(sb.String())[:1<<20-10], &struct{A int `yaml:"a"`}{}); fmt.Println(time.Since(t0), len(err.Error()))
}
