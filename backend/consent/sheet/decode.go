package sheet

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// mark is what spreadsheets put before UTF-8.
const mark = "\ufeff"

// decode makes text of a file: UTF-8, or UTF-16 that says so. Letters of an older code could be any, so that such a file is refused.
func decode(file []byte) (string, error) {
	var text string
	switch {
	case bytes.HasPrefix(file, []byte{0xff, 0xfe}):
		text = wide(file[2:], binary.LittleEndian)
	case bytes.HasPrefix(file, []byte{0xfe, 0xff}):
		text = wide(file[2:], binary.BigEndian)
	case utf8.Valid(file):
		text = strings.TrimPrefix(string(file), mark)
	default:
		return "", unreadable("Its letters are in an older code. Save it as “CSV UTF-8” and bring it in again.")
	}
	if strings.ContainsRune(text, unicode.ReplacementChar) {
		return "", unreadable("Some of its letters were lost when it was saved. Save it as “CSV UTF-8” and bring it in again.")
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t' }) {
		return "", unreadable("It holds signs that no spreadsheet writes as text. Save it as “CSV UTF-8” and bring it in again.")
	}
	return text, nil
}

// wide reads UTF-16. Half a letter becomes a ReplacementChar, also one at the end of the file.
func wide(file []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(file)/2+1)
	for ; len(file) > 1; file = file[2:] {
		units = append(units, order.Uint16(file))
	}
	if len(file) > 0 {
		units = append(units, 0xd800)
	}
	return string(utf16.Decode(units))
}
