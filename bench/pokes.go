package main

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

// pokes measures open poke streams, ten for each student: what each costs in memory, whether a save is slower beside them, and how long it
// takes until every phone is poked after a moment was released to the whole school.
func pokes(size sizes) ([]measurement, error) {
	s, err := open()
	if err != nil {
		return nil, err
	}
	defer s.close() //nolint:errcheck // a folder of this run
	office, err := s.openOffice()
	if err != nil {
		return nil, err
	}
	listening, err := s.serve()
	if err != nil {
		return nil, err
	}
	defer listening.Close()
	streams := size.of(1000)
	kept := measurement{What: fmt.Sprintf("%d open poke streams, memory of the school for each", streams), Unit: "KiB", Must: must{Cap: 60}}
	slowed := measurement{
		What: fmt.Sprintf("a save beside %d open poke streams", streams), Unit: "ms", Name: "the same save without", Must: must{Most: 1.1},
	}
	poked := measurement{What: fmt.Sprintf("from the release of a moment to the last of %d pokes", streams), Unit: "ms"}
	writer := s.senders()[0]
	save := func() (float64, error) { return writer.saveForty(listening.URL) }
	for range size.rounds {
		alone, err := save()
		if err != nil {
			return nil, err
		}
		moment, err := s.approve(listening.URL, &writer, office)
		if err != nil {
			return nil, err
		}
		ears, err := s.listen(listening.URL, streams/phones)
		if err != nil {
			return nil, err
		}
		beside, err := save()
		if err != nil {
			return nil, errors.Join(err, ears.crowd.close())
		}
		took, err := s.release(ears.crowd, moment)
		if err := errors.Join(err, ears.crowd.close()); err != nil {
			return nil, err
		}
		kept.Kith = append(kept.Kith, ears.bytes/float64(streams)/1024)
		slowed.Kith, slowed.Peer = append(slowed.Kith, beside), append(slowed.Peer, alone)
		poked.Kith = append(poked.Kith, took)
	}
	return []measurement{kept, slowed, poked}, nil
}

// saveForty is the median of forty acknowledged moments of one phone, one after the other, in milliseconds.
func (p *sender) saveForty(url string) (float64, error) {
	var all spread
	for range 40 {
		took, err := timed(func() error { return p.keepMoment(url) })
		if err != nil {
			return 0, err
		}
		all = append(all, took)
	}
	return all.median(), nil
}

// ears are open streams in a process of their own, and what they cost this one.
type ears struct {
	crowd *crowding
	bytes float64
}

func (s *school) listen(url string, each int) (ears, error) {
	crowd, err := startCrowd()
	if err != nil {
		return ears{}, err
	}
	before := held()
	_, err = crowd.ask(task{Do: "listen", URL: url, Phones: s.senders(), Each: each})
	if err != nil {
		return ears{}, errors.Join(err, crowd.close())
	}
	return ears{crowd: crowd, bytes: held() - before}, nil
}

// held is what this process holds in memory once the garbage is gone: heap and stacks, bytes.
func held() float64 {
	runtime.GC()
	runtime.GC() // what pools held goes at the second
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return float64(now.HeapAlloc + now.StackInuse)
}

// release ends the hold of an approved moment and says how many milliseconds later the last phone was poked.
func (s *school) release(crowd *crowding, moment string) (float64, error) {
	if _, err := crowd.ask(task{Do: "arm"}); err != nil {
		return 0, err
	}
	begun := time.Now()
	if err := s.endHold(moment); err != nil {
		return 0, err
	}
	last, err := crowd.ask(task{Do: "poked"})
	return time.Unix(0, last.At).Sub(begun).Seconds() * 1000, err
}
