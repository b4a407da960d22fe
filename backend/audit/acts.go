package audit

import "slices"

// Acts are the codes that an entry may have, so that whoever tells of the chain knows them all. A look begins with look_, read_ or pull.
var Acts = slices.Concat(looks, people, moments, worries, amendments, house, ends)

var (
	// Records that an adult was given.
	looks = []string{
		"pull", "reconcile", "read_online", "look_people", "look_person", "look_circles", "look_sessions", "read_set_aside", "export_record", "read_affected",
		"look_worries", "read_worry", "look_amendments", "look_consents", "export_consents",
	}
	// What was done about a person.
	people = []string{
		"add_person", "change_person", "add_member", "end_member", "add_staff", "end_staff", "staff_link", "end_sessions", "end_session", "issue_badge",
		"revoke_badge", "issue_pin", "drop_pin", "let_in", "add_family", "change_family_link", "reprint_letter", "take_record",
		"record_answer", "record_consent", "record_orientation", "give_consent", "full_rights",
	}
	// What was done about a moment.
	moments = []string{
		"decision_approve", "decision_send_back", "decision_keep_private", "decision_undo", "decision_release", "decision_lapse",
		"decision_take_back", "decision_take_down", "decision_confirm_take_down", "decision_restore", "erase_moment", "file_set_aside",
		"put_set_aside_away", "forget_set_aside",
	}
	// What somebody told an adult, and what was done about it.
	worries = []string{"tell_adult", "worry_seen", "worry_hand_on", "worry_note", "worry_close", "worry_escalate", "worry_doubt"}
	// What was said to be not right in a record, and what the school answered.
	amendments = []string{"ask_amendment", "amendment_corrected", "amendment_refused", "add_statement"}
	// What was done about the school.
	house = []string{
		"set_up", "add_circle", "change_circle", "change_school", "confirm_restore", "open_incident", "step_incident",
		"raise_alarm", "see_alarm", "cut_audit",
	}
	// What was destroyed, or told to be soon.
	ends = []string{"erase_person", "destroy_withdrawn", "tell_year_over", "erase_old", "switch_off_idle"}
)
