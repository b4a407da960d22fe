package consent_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"kith/backend/consent"
)

// TestATextThatWasShownIsNeverChanged holds the sum of every text against what was shown: another wording is another version.
func TestATextThatWasShownIsNeverChanged(t *testing.T) {
	sums := strings.Fields(fileAt(t, "testdata/texts.sha256"))
	files, err := os.ReadDir("texts")
	if err != nil || len(sums) != 2*len(files) {
		t.Fatalf("%d texts, %d sums: %v", len(files), len(sums)/2, err)
	}
	for i, file := range files {
		sum := sha256.Sum256([]byte(fileAt(t, "texts/"+file.Name())))
		if hex.EncodeToString(sum[:]) != sums[2*i] || file.Name() != sums[2*i+1] {
			t.Errorf("%s is not what was shown", file.Name())
		}
	}
}

func fileAt(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryKindIsAskedAboutInEveryLanguage(t *testing.T) {
	there := map[string]bool{}
	for _, text := range consent.Current() {
		if !utf8.ValidString(text.Words) || len(text.Words) < 200 || strings.Contains(text.Words, "{") {
			t.Errorf("%s in %s says %q", text.Version, text.Lang, text.Words)
		}
		there[text.Kind+" "+text.Lang] = true
	}
	for _, kind := range consent.Kinds {
		for _, lang := range []string{"en", "es", "ar"} {
			if !there[kind+" "+lang] {
				t.Errorf("nobody can read about %s in %s", kind, lang)
			}
		}
	}
}

func TestTextsThatAreNotWholeAreNotTakenIn(t *testing.T) {
	one := fstest.MapFS{"texts/photo-1.en.txt": {Data: []byte("Photos.")}}
	photo1 := consent.Version{Kind: "photo", Name: "photo-1", Material: true}
	if err := consent.ReadTexts(one, photo1); err != nil {
		t.Fatal(err)
	}
	if err := consent.ReadTexts(one); err == nil {
		t.Error("a text that nobody listed is taken in")
	}
	if err := consent.ReadTexts(one, photo1, consent.Version{Kind: "photo", Name: "photo-2"}); err == nil {
		t.Error("a version without a text is taken in")
	}
}
