package consent

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed texts/*.txt
var written embed.FS

// version is one wording of what somebody is asked about one kind. A wording is never changed once it was shown: another one is the next version.
type version struct {
	kind, name string
	// material is whether whoever answered an older one of this kind is asked again. What they said stays valid until it ends.
	material bool
}

// versions are all wordings, oldest first. Each stands in `texts` as NAME.LANGUAGE.txt, in every language that it was ever shown in.
var versions = []version{
	{kind: "photo", name: "photo-1", material: true},
	{kind: "words", name: "words-1", material: true},
	{kind: "voice", name: "voice-1", material: true},
	{kind: "name", name: "name-1", material: true},
}

// Text is what somebody reads before they allow something, in one version and one language.
type Text struct {
	Kind, Version, Lang string
	Words               string
	Hash                string // SHA-256 of the words, in hexadecimal
	Current             bool   // the newest version of its kind
}

// Texts are all texts that the school knows, in the order of versions and then of languages.
type Texts struct {
	list     []Text
	versions []version
}

// texts are read once: a binary whose texts cannot be read is none.
var texts = mustRead(written, versions)

func mustRead(files fs.FS, versions []version) Texts {
	read, err := readTexts(files, versions)
	if err != nil {
		panic(err)
	}
	return read
}

// readTexts takes in a folder of texts. It refuses a file of a version that nobody listed, and a version without a text.
func readTexts(files fs.FS, versions []version) (Texts, error) {
	read := Texts{versions: versions}
	names, err := fs.Glob(files, "texts/*.txt")
	if err != nil {
		return read, err
	}
	for _, v := range versions {
		for _, name := range names {
			called, lang, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".txt"), ".")
			if called != v.name {
				continue
			}
			words, err := fs.ReadFile(files, name)
			if err != nil {
				return read, err
			}
			sum := sha256.Sum256(words)
			read.list = append(read.list, Text{
				Kind: v.kind, Version: v.name, Lang: lang, Words: string(words), Hash: hex.EncodeToString(sum[:]),
				Current: read.newest(v.kind) == v.name,
			})
		}
		if len(read.list) == 0 || read.list[len(read.list)-1].Version != v.name {
			return read, fmt.Errorf("the text %s is not there", v.name)
		}
	}
	if len(read.list) != len(names) {
		return read, fmt.Errorf("%d texts are there and %d are listed", len(names), len(read.list))
	}
	return read, nil
}

// Current are the texts that are shown now, of every kind and in every language.
func Current() []Text {
	var current []Text
	for _, text := range texts.list {
		if text.Current {
			current = append(current, text)
		}
	}
	return current
}

// Edition changes whenever other texts are shown than before, or another one is asked anew.
func Edition() string {
	sum := sha256.New()
	for _, text := range texts.list {
		fmt.Fprintln(sum, text.Kind, text.Version, text.Lang, text.Hash)
	}
	for _, v := range texts.versions {
		fmt.Fprintln(sum, v.name, v.material)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// find is the text of a kind in one version and language.
func (t Texts) find(kind, version, lang string) (Text, bool) {
	for _, text := range t.list {
		if text.Kind == kind && text.Version == version && text.Lang == lang {
			return text, true
		}
	}
	return Text{}, false
}

func (t Texts) newest(kind string) (name string) {
	for _, v := range t.versions {
		if v.kind == kind {
			name = v.name
		}
	}
	return name
}

// changed says whether a material version of the kind came after the one that somebody was shown. Of a text that is not ours, such as a
// school's own paper, nobody can say so.
func (t Texts) changed(kind, shown string) bool {
	at := slices.IndexFunc(t.versions, func(v version) bool { return v.kind == kind && v.name == shown })
	return at >= 0 && slices.ContainsFunc(t.versions[at+1:], func(v version) bool { return v.kind == kind && v.material })
}
