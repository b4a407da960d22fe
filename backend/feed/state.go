package feed

import "kith/backend/api"

// stateOf says where a revision is, from the decisions about its moment. It is told to its authors and to adults.
func stateOf(revision revisionLine, decisions []decisionLine, live liveLine, refused bool) api.MomentState {
	if live.Revision == revision.ID {
		return api.MomentStateShared
	}
	last := lastAbout(revision, decisions)
	switch last.Kind {
	case "take_back":
		return api.MomentStateTakenBack
	case "take_down", "confirm_take_down":
		return api.MomentStateTakenDown
	case "release":
		return api.MomentStateWithdrawn
	case "approve":
		if refused {
			return api.MomentStateWithdrawn
		}
		if last.ID != decisions[len(decisions)-1].ID { // an earlier revision was taken down, which ended the hold of this one
			return api.MomentStateWithTeacher
		}
		return api.MomentStateHeld
	case "send_back":
		return api.MomentStateBack
	case "keep_private", "lapse":
		return api.MomentStatePrivate
	}
	return api.MomentStateWithTeacher
}

// lastAbout is the newest decision about a revision. An undo takes away the decision before it.
func lastAbout(revision revisionLine, decisions []decisionLine) decisionLine {
	var last decisionLine
	for _, decision := range decisions {
		if decision.Revision == revision.ID {
			last = decision
		}
	}
	return last
}
