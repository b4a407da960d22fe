package consent

import "kith/backend/consent/sheet"

// The columns of a sheet of consents by what they say.
const (
	colID      = "id"
	colStudent = "student"
	colCircles = "circles"
	colGiverID = "giver_id"
	colGiver   = "giver"
	colSigned  = "signed"
	colUntil   = "until"
	colText    = "text"
	colLang    = "lang"
	colAsOf    = "as_of"
)

// columns are those of the template, in its order. The kinds of consent are columns of their own.
var columns = []sheet.Column{
	{Key: colID, Called: []string{"Student ID"}},
	{Key: colStudent, Called: []string{"Student"}},
	{Key: colCircles, Called: []string{"Circles", "Circle"}},
	{Key: colGiverID, Called: []string{"Signed by ID"}},
	{Key: colGiver, Called: []string{"Signed by"}},
	{Key: "photo", Called: []string{"Photos", "Photo"}},
	{Key: "words", Called: []string{"Words"}},
	{Key: "voice", Called: []string{"Voice"}},
	{Key: "name", Called: []string{"Name"}},
	{Key: colSigned, Called: []string{"Signed on"}},
	{Key: colUntil, Called: []string{"Until"}},
	{Key: colText, Called: []string{"Text"}},
	{Key: colLang, Called: []string{"Language"}},
	{Key: colAsOf, Called: []string{"As of"}},
}

// Who signed, where it is no family member.
const (
	theForm    = "School form" // a form of the school's that names nobody on the roster
	themselves = "Student"
)

// rungs are the answers as a sheet says them, whatever the case. Every other word is no answer.
var rungs = map[string]Widest{
	"nobody": None, "none": None, "circle": Circle, "families": Families, "school": School,
}

// rungWords are the answers as the template writes them, from None on.
var rungWords = []string{"Nobody", "Circle", "Families", "School"}
