package circle_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"kith/backend/circle"
)

// Whatever is typed as a name is refused, or becomes one line of at most sixty letters that nothing hides in and that cleans to itself.
func FuzzName(f *testing.F) {
	for _, name := range []string{"Maya", " Dré\u202e  Ångström ", "\u200b\u2066", "Ma\u200bya", "\ufeffMaya\u00ad", "e\u0301", "\xff\xfe", strings.Repeat("M", 61), "<script>", "لارا", "👩‍🦽 Sam", "\u00a0"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		name, err := circle.CleanName("name", typed)
		if err != nil {
			return
		}
		if !utf8.ValidString(name) || utf8.RuneCountInString(name) > circle.NameLength || strings.TrimSpace(name) != name || name == "" {
			t.Errorf("%q became %q", typed, name)
		}
		for _, r := range name {
			if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune("\u00ad\u200b\u2060\ufeff", r) {
				t.Errorf("%q holds %U", name, r)
			}
		}
		if again, err := circle.CleanName("name", name); err != nil || again != name {
			t.Errorf("%q cleans to %q, %v", name, again, err)
		}
	})
}
