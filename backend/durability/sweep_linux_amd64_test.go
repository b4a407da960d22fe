package durability_test

import (
	"testing"
	"time"
	"fmt"
)

func TestTry(t *testing.T) {
	d := morning(t)
	start := time.Now()
	today, dir := d.begin(t, "")
	s := trace(t, dir, plan{})
	fmt.Println("started", time.Since(start))
	today.url = s.url
	if err := today.pass(); err != nil {
		t.Fatal(err)
	}
	fmt.Println("passed", time.Since(start))
	s.end()
	fmt.Println("ended", time.Since(start))
	for _, l := range s.told("") {
		fmt.Println(l)
	}
}
