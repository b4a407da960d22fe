package durability_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
)

// letterbox is a mail server that takes every letter and hands its text on.
func letterbox(t *testing.T) (port string, letters <-chan string) {
	t.Helper()
	listening, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listening.Close() })
	came := make(chan string, 10)
	go func() {
		for {
			line, err := listening.Accept()
			if err != nil {
				return // the test is over
			}
			came <- takeLetter(line)
		}
	}()
	_, port, err = net.SplitHostPort(listening.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, came
}

// takeLetter speaks as much SMTP as one letter needs.
func takeLetter(line net.Conn) string {
	defer line.Close()
	fmt.Fprint(line, "220 letterbox\r\n")
	var text strings.Builder
	reading := false
	for said := bufio.NewScanner(line); said.Scan(); {
		word := said.Text()
		switch {
		case reading && word == ".":
			reading = false
			fmt.Fprint(line, "250 taken\r\n")
		case reading:
			text.WriteString(word + "\n")
		case word == "DATA":
			reading = true
			fmt.Fprint(line, "354 go on\r\n")
		case word == "QUIT":
			fmt.Fprint(line, "221 goodbye\r\n")
			return text.String()
		default:
			fmt.Fprint(line, "250 well\r\n")
		}
	}
	return text.String()
}
