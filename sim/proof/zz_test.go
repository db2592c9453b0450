package proof
import "testing"
func BenchmarkStation(b *testing.B){ for _,q:=range []queue{{"a",1,.95,false},{"b",1,.95,true},{"c",100,95,false},{"d",10,5,false}} { b.Run(q.name,func(b *testing.B){ observe(q,int64(b.N),1,1)})}}
