package main

import (
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Emulated 3G, as design 3 means it.
const (
	upBits    = 750_000   // bits a second
	downBits  = 1_600_000 // the same
	roundTrip = 300 * time.Millisecond
)

// packet is how much goes over the line at once, and queue how far a sender may be ahead of it, as with the buffer of a router.
const (
	packet = 1460
	queue  = 200 * time.Millisecond
)

// line is a slow way to the school: a TCP proxy, one link for however many connections. It loses nothing, and a fresh connection costs a
// round trip before its first byte.
type line struct {
	net.Listener
	to       string
	up, down lane
	sent     atomic.Int64 // bytes that went up
}

// lane is one direction of a line.
type lane struct {
	bits float64 // a second
	mu   sync.Mutex
	free time.Time // when the last byte that was promised has left
}

func openLine(to string) (*line, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &line{Listener: listener, to: to, up: lane{bits: upBits}, down: lane{bits: downBits}}
	go l.accept()
	return l, nil
}

func (l *line) url() string { return "http://" + l.Addr().String() }

func (l *line) accept() {
	for {
		phone, err := l.Accept()
		if err != nil {
			return // it was closed
		}
		go l.join(phone)
	}
}

func (l *line) join(phone net.Conn) {
	time.Sleep(roundTrip)
	school, err := net.Dial("tcp", l.to)
	if err != nil {
		_ = phone.Close() // which is what the phone has to see
		return
	}
	var both sync.WaitGroup
	both.Go(func() { l.sent.Add(l.up.carry(phone, school)) })
	both.Go(func() { l.down.carry(school, phone) })
	both.Wait()
	_ = errors.Join(phone.Close(), school.Close()) // both sides are through
}

// pass promises the lane to so many bytes, and says when the last of them has left.
func (l *lane) pass(bytes int) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); l.free.Before(now) {
		l.free = now
	}
	l.free = l.free.Add(time.Duration(float64(bytes) * 8 / l.bits * float64(time.Second)))
	return l.free
}

// parcel is what arrives together.
type parcel struct {
	bytes []byte
	due   time.Time
}

// carry takes everything from one side to the other at the pace of the lane, and returns how many bytes it was.
func (l *lane) carry(from, to net.Conn) (total int64) {
	under := make(chan parcel, 1024)
	go func() {
		defer close(under)
		for {
			bytes := make([]byte, packet)
			n, err := from.Read(bytes)
			if n > 0 {
				left := l.pass(n)
				under <- parcel{bytes[:n], left.Add(roundTrip / 2)}
				time.Sleep(time.Until(left.Add(-queue)))
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range under {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.bytes); err != nil {
			_ = from.Close() // the other side has gone: nothing more is read
			continue
		}
		total += int64(len(p.bytes))
	}
	if side, ok := to.(interface{ CloseWrite() error }); ok {
		_ = side.CloseWrite() // it may have gone already
	}
	return total
}
