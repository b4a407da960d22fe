package demo

import "kith/backend/api"

// story is one moment of the fictional school and how far it has come.
type story struct {
	circle, author string
	days           int // how many days ago it was kept
	scene          string
	alt            string
	people         []string
	did            []string
	feeling, turn  string
	words          string
	speaker        string
	quote          string
	made           api.Made
	symbols        []string
	reach          reach
	note           string
}

// reach is how far a moment has come.
type reach int

const (
	waiting reach = iota
	back
	private
	asked
	circleSees
	familiesSee
)

var stories = []story{
	{
		circle: "The Drum Room", author: "Leo", days: 9, scene: "music-room", alt: "Ana sings, Sam and Leo play the drums and the keys",
		people: []string{"Ana", "Sam", "Leo"}, did: []string{"music"}, feeling: "good", turn: "together", speaker: "Sam", quote: "Again. Louder.",
		made: api.MadeOwn, reach: circleSees,
	},
	{
		circle: "The Drum Room", author: "Sam", days: 4, scene: "court", alt: "Sam throws for the basket, Maya and Ana wait for the ball",
		people: []string{"Sam", "Maya", "Ana"}, did: []string{"sport"}, feeling: "good", turn: "i_showed", speaker: "Sam", quote: "I want ball again",
		made: api.MadeSymbols, symbols: []string{"i", "want", "ball", "again"}, reach: familiesSee,
	},
	{
		circle: "The Drum Room", author: "Ana", days: 6, scene: "kitchen", alt: "Maya, Sam and Ana fold dumplings at a table",
		people: []string{"Maya", "Sam", "Ana"}, did: []string{"food"}, feeling: "funny", turn: "they_showed",
		speaker: "Ana", quote: "We made 41. We ate 41.", made: api.MadeOwn, reach: familiesSee,
	},
	{
		circle: "Wall Crew", author: "Ivy", days: 1, scene: "mural", alt: "Ivy and Maya paint a sun on the wall",
		people: []string{"Ivy", "Maya"}, did: []string{"art"}, feeling: "good", turn: "together",
		speaker: "Ivy", quote: "Maya got the whole sun in one go.", made: api.MadeOwn, reach: asked,
	},
	{
		circle: "Bench 4", author: "Maya", days: 1, scene: "robotics", alt: "Dre and Theo build a small rover",
		people: []string{"Dre", "Theo"}, did: []string{"building"}, feeling: "funny", turn: "they_showed",
		speaker: "Maya", quote: "Dre taught me the arm. It waved. I waved back.", made: api.MadeOwn, reach: waiting,
	},
	{
		circle: "Wall Crew", author: "Noor", days: 0, scene: "library", alt: "Two friends read at a window",
		people: []string{"Ivy", "Noor"}, did: []string{"reading"}, feeling: "calm",
		speaker: "Noor", quote: "Ivy read the scary part twice.", made: api.MadeOwn, reach: waiting,
	},
	{
		circle: "Wall Crew", author: "Noor", days: 0, scene: "garden", alt: "Maya and Noor plant a row of beans",
		people: []string{"Maya", "Noor"}, did: []string{"plants", "outside"}, feeling: "funny",
		speaker: "Noor", quote: "Nobody asked the worms.", made: api.MadeOwn, reach: waiting,
	},
	{
		circle: "The Drum Room", author: "Sam", days: 0, did: []string{"music"}, feeling: "tired", people: []string{"Maya"},
		speaker: "Sam", quote: "I like music more", made: api.MadeSymbols, symbols: []string{"i", "like", "music", "more"}, reach: waiting,
	},
	{
		circle: "The Drum Room", author: "Maya", days: 2, scene: "lunch-table", alt: "Four friends at the long table",
		people: []string{"Maya", "Sam", "Ana"}, did: []string{"food", "talk"}, feeling: "good", words: "New table, same joke.",
		reach: back, note: "Somebody at the end of the table is not in your circle. Can you take one without them?",
	},
	{
		circle: "Wall Crew", author: "Maya", days: 3, did: []string{"walk"}, feeling: "mixed", words: "We walked the long way. Nobody talked much, and it was fine.",
		reach: private,
	},
}
