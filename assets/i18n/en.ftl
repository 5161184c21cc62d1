### The app's texts. Every key has its counterpart in zh.ftl.

## Everywhere

app-name = No-Fraud Village
other-language = 中文
opening = Opening this device's data…
waiting = Reading…
try-again = Try again
back = Back
cancel = Cancel
save = Save
more = Show more
percent = { $share }%
sentence-pair = { $first }. { $second }
skip-to-content = Skip to content
not-found-title = There is no such page
not-found-advice = The address "/{ $path }" leads nowhere. Your records are safe; go on from Today.
ago-now = just now
ago-minutes = { $count } min ago
ago-hours = { $count } h ago
day-short = { $date } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
day-long = { $date } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
} { $year }

## Tabs

tabs-label = Main pages
tab-today = Today
tab-doors = Doors
tab-map = Map
tab-me = Me
tab-desk = Overview
tab-roster = Roster
tab-people = People
tab-decide = To decide

## Roles

role-county = County
role-reviewer = Township reviewer
role-committee = Village committee
role-worker = Grid worker
role-police = Police officer

## Sync

sync-none = No records on this device yet
sync-saved = { $saved } saved, { $received } received by the server
sync-waiting = { $count } waiting, oldest { $oldest }
sync-apart = { $count } not counted: see why under My records
sync-reading = Receiving { $read } of { $all }
sync-reading-start = Receiving the doors
sync-sending = Sending
sync-offline = No network: records stay on this device and go out by themselves later
sync-last = synced { $when }
sync-never = not synced yet
sync-now = Sync now
sync-problem-server-error = The server has a problem. Your records are on this device and will be sent later.
sync-problem-upgrade-needed = The server needs a newer app. Your records are on this device; update the app, then sync.
sync-problem-storage-full = This device is full and cannot take new data. What was saved is safe; please free some space.
sync-problem-forbidden = The server refuses this device's rights. Your records are here; please ask the township reviewer.
sync-problem-throttled = The server is busy. Your records are on this device and will be sent later.
sync-problem-signed-out = The server no longer knows this device. Your records are here; ask the township reviewer for a new invitation.
sync-problem-refused = The server refused this sync. Your records are on this device; please ask the township reviewer.
sync-problem-diverged = This device and the server differ and are being compared anew. Your records are on this device.
sync-problem-storage = New data cannot be stored. What was saved is safe; please free some space.
sync-problem-other = Sync did not finish ({ $code }). Your records are on this device; it will try again by itself.

## Banners

banner-revoked = This device was revoked
banner-revoked-do = What was not sent is still on this device and can be exported to a file for the reviewer. To go on working, ask the township reviewer for a new invitation.
banner-revoked-export = See and export the records
banner-clock = This device's clock is { $minutes } minutes off
banner-clock-do = No record is lost. Please switch on automatic time in the device's settings.
update-ready = A new version is ready.
update-apply = Update now

## Storage on this device

storage-insecure-origin = This address is not secure, so the browser keeps no data
storage-do-insecure-origin = Browsers keep records for addresses that begin with https:// only, so the app does not work here. Nothing was lost: nothing was saved here. The next page says how to get there, once per phone.
storage-trust = Show me how
storage-no-opfs = This browser cannot keep records safely
storage-do-no-opfs = So that nothing gets lost, the app does not work here. Do not use a private window; inside WeChat tap "…" at the top and choose "Open in browser". You need Chrome 109, Safari 16.4 or later.
storage-other-tab = The app is open in another window
storage-do-other-tab = What was saved is safe. Close the other window and try again, or go on here.
storage-take-over = Go on here
storage-worker-died = The app stopped unexpectedly
storage-do-worker-died = Everything that was called saved is there; half-made forms come back as drafts. Please try again.
storage-corrupt = The data on this device cannot be read
storage-do-corrupt = The damaged data was kept as it is. Please do not clear the browser's data, and ask the township reviewer.
storage-newer-schema = The data on this device comes from a newer version
storage-do-newer-schema = The data is safe. Connect to the network, update the app and open it again.
storage-full = Not enough space to open the data on this device
storage-do-full = What was saved is safe. Please free some space and try again.
storage-other = The data on this device cannot be used ({ $code })
storage-do-other = Nothing was deleted. Please try again; if that does not help, ask the township reviewer.

## Failures

failure-offline = The server cannot be reached
failure-offline-do = Nothing was changed. Please try again where there is a network.
failure-not-enrolled = This device has not joined yet
failure-not-enrolled-do = Nothing was changed. Open your invitation link first, or sign in with name and password.
failure-unsent =
  { $count ->
   [one] { $count } record has not been sent
   *[other] { $count } records have not been sent
  }
failure-unsent-do = They are on this device, and you are still signed in. Sync first, or export them.
failure-storage-full = This device is full: nothing was saved
failure-storage-full-do = What you filled in is still on this page. Free some space and save again.
failure-not-found = This is not known on this device
failure-not-found-do = It may lie outside your area, or it has not been synced yet.
failure-defect = The app made a mistake
failure-defect-do = What was saved is safe. Please try again; if it comes back, tell the technicians: { $detail }
refused-invitation-spent = This invitation has been used
refused-do-invitation-spent = Every invitation works once. Please ask the township reviewer for a new one.
refused-invitation-expired = This invitation has expired
refused-do-invitation-expired = Please ask the township reviewer for a new one.
refused-not-found = The server does not know this
refused-do-not-found = Please check it and try again.
refused-wrong-password = Name or password is wrong
refused-do-wrong-password = Please type them again. If you forgot the password, ask the township reviewer.
refused-forbidden = You do not have this right
refused-do-forbidden = Nothing was changed. If you need it, ask the township reviewer.
refused-revoked = This device was revoked
refused-do-revoked = What was not sent is still here and can be exported. To go on working, ask for a new invitation.
refused-throttled = Too many attempts
refused-do-throttled = Please wait a minute and try again.
refused-too-large = Too large for the server
refused-do-too-large = Nothing was changed. Please try again in smaller parts.
refused-other = The server did not accept it ({ $code })
refused-do-other = Your records on this device are safe. Please try again; if that does not help, ask the township reviewer.
refused-name-taken = This name is taken
refused-do-name-taken = Please choose another, for example with the village's name.
refused-unknown-invitation = There is no such invitation
refused-do-unknown-invitation = Please compare it with the link you received, or ask for a new one.
refused-unknown-token = You are no longer signed in
refused-do-unknown-token = Your records are on this device. Please ask the township reviewer for a new invitation.
refused-device-taken = This device belongs to another account
refused-do-device-taken = Please sign out under Me first, then join again.
refused-unknown-area = The server does not know this area
refused-do-unknown-area = Please sync and try again.
refused-unknown-account = The server does not know this person
refused-do-unknown-account = Please reload and try again.
refused-unknown-device = The server does not know this device
refused-do-unknown-device = Please reload and try again.
refused-server-full = The server is full
refused-do-server-full = Your records on this device are safe. Please tell the county.
refused-server-busy = The server is busy
refused-do-server-busy = Nothing was changed. Please try again in a moment.
refused-defect = The server failed
refused-do-defect = Your records on this device are safe. Please try again later; if that does not help, ask the township reviewer.
invalid-other = Something is not filled in right ({ $code })
invalid-more-met-than-live-there = More were met than live there
invalid-note-too-long = The note is too long
invalid-draft-too-long = The form is too long
invalid-name = The name is not right
invalid-nothing-changed = Nothing was changed
invalid-pledge-text = The pledge's text does not match
invalid-reason-missing = The reason is missing
invalid-signature-missing = The signature is missing
invalid-signature-too-long = The signature is too long; please sign again
invalid-signer-missing = The signer's name is missing
invalid-until-before-from = The last day is before the first
invalid-invitation-code = The invitation code is not right
invalid-village-not-here = This village's list of doors is not on this device: open it on the village's page first
invalid-do = Nothing was saved; what you filled in is still there. Please correct it and try again.

## First start and joining

welcome-title = Door-to-door visits, with or without a network
welcome-what-to-do = Open the invitation link you received, or type its code here.
welcome-invitation = Join with an invitation
welcome-invitation-label = Invitation link or code
welcome-invitation-hint = You can paste the whole link
welcome-invitation-missing = Please fill in the invitation code
welcome-invitation-open = Look at the invitation
sign-in-title = Sign in with name and password
sign-in-name = Name
sign-in-password = Password
sign-in = Sign in
sign-in-busy = Signing in…
join-title = Invitation
join-for = { $name }, please confirm
join-role = Role
join-area = Area
join-expires = Valid until
join-what-happens = When you confirm, this device receives the doors of your area and works without a network.
join-confirm = Join
join-busy = Joining…
join-once = An invitation works once: confirm on your own phone.
join-still-valid = The invitation was not used up: the same link works in another browser.
join-other-way = Join another way
join-already = This device has joined already
join-already-advice = The invitation was not used up. For somebody else to use this device, sign out under Me first.
join-go-on = Start
join-done = You have joined
join-all-here = All doors have arrived. The app works without a network now.
join-progress = Progress of receiving
join-add-to-home = Add this page to your home screen to open it directly next time.

## States of a door

state-reached = Reached
state-unreached = Not reached
state-attempted = Nobody met
state-declined = Declined
state-away = Away
state-exempt = Exempt
pledge-state-signed = Pledge signed
pledge-state-declined = Pledge declined
pledge-state-withdrawn = Pledge withdrawn
door-place = { $lane } { $number }
door-household = Household
door-unit = Unit
promised-on = re-visit promised for { $day }
away-until = back { $day }
attempts =
  { $count ->
   [one] { $count } attempt
   *[other] { $count } attempts
  }
badge-conflict = Undecided
badge-unsent = Not sent yet
tags-label = Key groups and tags
tag-elderly = Elderly
tag-alone = Lives alone
tag-student = Student
tag-finance = Company finance
tag-trader = Sole trader
tag-migrant = Migrant
tag-victim = Defrauded before
tag-other = { $code }
coverage-reached = { $reached } of { $of } reached
coverage-signed = { $signed } pledges signed
coverage-unacknowledged = { $count } of these facts not yet at the server
## Today

today-round = { $name } · until { $last }
today-no-round = No round is open now
today-due =
  { $count ->
   [one] { $count } door to visit
   *[other] { $count } doors to visit
  }
today-no-lane = Doors without a lane
today-group-count = { $count }
today-more-doors =
  { $count ->
   [one] { $count } more door
   *[other] { $count } more doors
  }
today-still-empty = The doors have not arrived yet
today-still-empty-advice = Please stay on the network for a moment; afterwards the app works without it.
today-nothing-due = No door is due now
today-nothing-due-advice = You can look through all doors under Doors.
why-promised = Re-visit promised
why-never-reached = Never reached
why-attempted = Nobody met so far
why-key-group-due = Key group, visit due
why-unit-due = Unit, visit due
why-second-look = Seen empty once: look again
why-back-soon = Back soon
why-other = { $code }

## Drafts

drafts-title =
  { $count ->
   [one] { $count } half-made form
   *[other] { $count } half-made forms
  }
draft-line = { $form } · { $at }
draft-here = A half-made visit is here: go on
draft-restored = What you had not finished was brought back.
draft-drop = Start anew
form-visit = Visit
form-pledge = Pledge signed on paper
form-other = { $code }

## List of doors

search-label = Search by number, lane, name or pinyin
search-hint = Number, lane, name, pinyin
filters-label = Filters
filter-promised = Promised
filter-key-group = Key groups
filter-rented = Rented
filter-to-check = To check
doors-found =
  { $count ->
   [one] { $count } door
   *[other] { $count } doors
  }
doors-none = Nothing found
doors-none-advice = Try another spelling, or remove the filters.
doors-clear = Clear
doors-empty = There are no doors yet
doors-empty-advice = Ask the township reviewer to import your village's roster, then sync.

## One door

door-unknown = This door is not here
visit-title = Record a visit
visit-other-outcome = Other outcome…
outcome-met = Met somebody
outcome-nobody-home = Nobody home
outcome-declined = Declined
outcome-away = Away
outcome-empty = Empty house
outcome-moved = Moved away
outcome-demolished = Torn down
outcome-other = { $code }
pledge-start = Sign the pledge
pledge-again = Sign the pledge again
saved-here = Saved on this device
saving = Saving…
history-title = History
history-none = Nothing recorded yet.
history-own = You
history-when = { $at } · { $delivery }
history-retracted = Taken back: { $reason }
retract = Recorded by mistake: take back
retract-reason = Why
retract-confirm = Take it back
kind-pledge-signed = Pledge signed
kind-pledge-declined = Pledge declined
kind-pledge-withdrawn = Pledge withdrawn
kind-door-registered = Registered
kind-door-edited = Corrected
kind-door-edited-fields = Corrected: { $fields }
kind-door-closed = Closed
kind-fact-retracted = A record taken back
kind-assignment-made = Assigned
kind-area-defined = Area defined
kind-round-opened = Round opened
kind-rule-set-adopted = Rules adopted
kind-other = Other record
list-comma = ,{" "}
delivery-queued = waiting to be sent
delivery-sent = being sent
delivery-received = received by the server
delivery-held = held for a reviewer
delivery-quarantined = not accepted: { $reason }
quarantine-unparsable = it cannot be read
quarantine-too-large = it is too large
quarantine-bad-proof = its signature does not match
quarantine-unknown-version = a newer version is needed
quarantine-unknown-log = it belongs nowhere
quarantine-id-reused = its number is taken
quarantine-other = { $code }
fields-title = What is registered
field-name = Contact
field-phone = Telephone
field-adults = Adults
field-tags = Key groups
field-responsible = Responsible person
field-staff = Staff
field-unit-kind = Kind of unit
field-interval = Days between visits
field-lane = Lane or building
field-number = Number
field-grid = Grid
field-residence = Residence
field-location = Location
field-other = { $code }
field-empty = not filled in
field-edit = Correct
field-edit-label = Correct { $field }
field-reason = Reason (optional)
conflict-title = Two values for "{ $field }"
conflict-mine = changed by me · { $at }
conflict-theirs = changed by somebody else · { $at }
conflict-advice = It was changed in two places without seeing each other. Both are kept: tap the right one.

## Visit form

visit-outcome = Outcome
visit-change-outcome = Change
visit-adults-met = Adults met
visit-adults = Adults in the household
visit-topics = Topics
visit-topics-more = Other kinds…
visit-notice = The residents' notice was handed over
visit-revisit = Re-visit on (optional)
visit-away-until = Expected back on
visit-note = Note (optional)
visit-missing-outcome = Please choose the outcome first.
visit-missing-away-until = Please fill in when they are expected back.
visit-missing-other = Please fill in: { $code }
less = One less: { $what }
more-of = One more: { $what }

## Pledge

pledge-leave = To the worker
pledge-read-aloud = Read it to me
pledge-pause = Pause
pledge-resume = Go on
pledge-no-voice = This device has no Chinese voice: please read the text to the resident.
pledge-assisted = The worker has read the whole text to the signer
pledge-voluntary = Signing is your own choice. Not signing has no consequence.
pledge-to-sign = I have read it: sign
pledge-sign-title = Sign
pledge-signer = Name of the signer
pledge-sign-here = Sign in the white field with a finger
signature-label = Handwritten signature
signature-clear = Clear
pledge-read-again = Read again
pledge-missing-name = Please fill in the signer's name.
pledge-missing-signature = Please sign in the white field.
pledge-to-confirm = Signed: let me see it
pledge-confirm-title = Please check
pledge-confirm = Confirm
pledge-sign-again = Sign again
pledge-decline = I do not sign
pledge-decline-sure = You decided not to sign. Is that right?
pledge-decline-yes = Yes, I do not sign
pledge-signed = Signed. Thank you
pledge-number = Number of the record, to copy
pledge-signed-advice = Saved on this device. Please give it back to the worker.
pledge-declined = Noted: you do not sign
pledge-declined-advice = It has no consequence. Please give the device back to the worker.
pledge-finish = Done

## Me

me-sync = Sync
me-lists = Records and to-dos
who-role = { $role } · { $area }
records-title = My records
records-none = No records yet
records-none-advice = Choose a door under Doors and record a visit.
records-apart = Records the server did not accept
export-unsent = Export what is unsent or was not accepted
conflicts-title = Undecided fields
conflicts-none = Nothing to decide
conflicts-none-advice = When two people change the same field, it appears here.
settings-title = Language and type size
settings-language = Language
language-zh-cn = 中文
language-en = English
elder-mode = Larger type
elder-mode-hint = Larger letters and buttons
storage-title = Storage on this device
storage-kept = The browser promised to keep this app's data.
storage-not-promised = The browser did not promise to keep the data. Add this page to the home screen, and sync often.
storage-used = { $used } MB used of { $granted } MB
feedback-title = Feedback
feedback-how = If something does not work well, tell the township reviewer, and name the version.
feedback-version = Version { $version }
sign-out = Sign out
sign-out-sure = Signing out clears this device. It is refused while anything has not been sent.
sign-out-yes = Sign out and clear

## Map

map-legend = Legend
map-of-coverage = Map of coverage by area
map-of-doors = Map of doors
map-nearer = Nearer
map-further = Further
map-whole = Show everything
map-gesture-ctrl = Hold Ctrl and scroll to zoom the map
map-gesture-cmd = Hold ⌘ and scroll to zoom the map
map-gesture-fingers = Use two fingers to move the map
map-no-webgl = This computer or phone cannot draw the map. The list holds the same information.
map-not-loaded = The map could not be loaded. The list holds the same information; open this page again with a network to retry.
map-no-outlines = No outlines are known yet, so there is no map. The list holds the same information.
map-no-places = The doors of this village have no places and the village no outline, so there is no map. A roster can bring longitude and latitude.
map-empty = No doors to show on the map yet
map-empty-do = Doors appear here once they have a longitude and a latitude. All doors are under Doors.
map-here = { $count ->
    [1] The chosen door
   *[other] { $count } doors here
}
map-here-close = Close
map-band-0 = below 60%
map-band-1 = from 60%
map-band-2 = from 80%
map-band-3 = from 90%
map-band-4 = from 95%
map-band-none = no households

## Overview and village

desk-title = Coverage of { $area }
desk-up = Back to the overview
desk-links = Manage
desk-import = Import a roster
desk-people = People and devices
desk-decide = Records to decide
desk-moves = Merge and move
desk-percent = { $percent }%
desk-of = { $done } of { $of }
desk-nothing = —
desk-as-of = As of the last sync, { $when } ({ $ago }).
desk-as-of-never = Not synced yet: only the records on this device.
desk-unacknowledged = { $count ->
    [one] One of these records has not reached the server yet.
   *[other] { $count } of these records have not reached the server yet.
}
desk-not-yet-counted = { $count ->
    [one] One more door is newly registered; it counts after 30 days or its first visit.
   *[other] { $count } more doors are newly registered; they count after 30 days or their first visit.
}
desk-still-counting = { $count } of { $of } villages are still being counted and not in these figures.
desk-counting = still being counted
desk-doors-here = doors on this device
desk-households = Households reached
desk-pledges = Pledges answered
desk-units = Units reached
desk-adults = Adults met
desk-signed = { $count } signed
desk-households-by-state = Households by state
desk-no-areas = No areas below yours on this device yet
desk-no-areas-do = Areas arrive with the first sync. Connect to the network and choose Sync now under Me.
desk-no-doors = No doors are registered yet
desk-no-doors-do = Import the roster of a village first; its coverage will show here.
desk-table-caption = Most missing households first
desk-col-area = Area
desk-col-grid = Grid
desk-col-coverage = Coverage
desk-col-reached = Reached
desk-col-missing = Missing
desk-col-pledges = Pledges
desk-col-points = Score
desk-no-round = No round is open at present.
desk-round = { $name }: { $first } to { $last }
desk-map-title = Map of doors
desk-grids = Grids
desk-no-grids = This village has no grids yet.
desk-define-grid = Define a grid
desk-missing-title = Doors not reached yet
desk-missing-all = { $count ->
    [one] One household or unit is not reached.
   *[other] { $count } households and units are not reached.
}
desk-missing-first = The first { $count } are listed here; find the others under Doors, by state.
desk-missing-none = Every household that counts was reached
desk-missing-none-do = New doors and promised re-visits will show under Today.
desk-windows = Pages of the list
desk-window = { $first }–{ $last } of { $all }
desk-window-back = Back
desk-window-on = Next
village-doors = List of doors
village-doors-on-server = This device has the village's figures, not its households. Opening the list brings them here; that is recorded.
village-open = Open its list of doors
village-doors-arriving = The doors are arriving. The figures above hold meanwhile.
village-doors-opened = This village's list of doors is on this device and kept up to date.
village-let-go = Stop keeping it here
village-was-let-go = The list of doors is gone from this device. The figures stay.
desk-choose = Choose
desk-grid-of = { $village } · { $grid }

## Score

score-title = Score
score-no-round = No round is open, so there is no score.
score-of-hundred = of 100 points
score-as-of = As of { $day }, by rule set { $rules }
score-by-server = As of the end of { $day }, added up by the server. What it is made of shows with the list of doors.
score-scaled = Indicators worth { $applicable } points apply; { $earned } were earned and are scaled to 100.
score-silent = { $count ->
    [one] One device has been silent for long: coverage lies between { $low } and { $high }; titles go by the lower.
   *[other] { $count } devices have been silent for long: coverage lies between { $low } and { $high }; titles go by the lower.
}
score-exempt-to-check = Many doors are exempt: a sample of them is checked before a title is granted.
score-township-gap = The township's duty "{ $duty }": { $done } of { $due } done. The village loses nothing by it.
duty-inspection = inspection
duty-activity = activity
duty-meeting = meeting
duty-group-message = group message
duty-parent-message = message to parents
duty-other = { $code }
score-blocked = What stands between this village and the title
score-blocked-next = What stands between this village and the next tier
score-blocked-points = Too few points
score-blocked-victim-case = A victim case in this round
score-blocked-suspect = A suspect in this round
score-blocked-den = A den in this round
score-blocked-year-before-unknown = The cases of the year before are not known, so nothing can be compared
score-blocked-cases-not-halved = Victim cases were not halved against the year before
score-blocked-loss-not-halved = Losses were not halved against the year before
score-blocked-large-loss = A single very large loss
score-blocked-cases-unread = Cases are not shown to you, so no tier is claimed here
score-blocked-other = { $code }
score-blocked-floor = { $indicator }: below the least that is asked for
tier-no-fraud = No-fraud village
tier-on-track = On track
tier-underway = Under way
tier-other = { $code }
indicator-household-coverage = Household coverage
indicator-pledges-answered = Pledges answered
indicator-awareness = Awareness
indicator-key-groups = Key groups
indicator-publicity-points = Publicity points
indicator-activities = Activities
indicator-group-messages = Group messages
indicator-case-handling = Case handling
indicator-inspections = Inspections
indicator-other = { $code }
indicator-not-applicable = not applicable
indicator-worth = of { $worth } points
indicator-measured = { $done } of { $of }
indicator-missing = { $count } missing
indicator-note-no-household = No household counts yet.
indicator-note-no-case = No case in this round: not scored.
indicator-note-no-inspection = No inspection in this round yet: not scored.
indicator-note-no-key-group = No key group is tagged: not scored.
indicator-note-cases-unread = Cases are not shown to you: not scored here.
indicator-note-review-unread = Inspections are not shown to you: not scored here.
indicator-note-nothing-due = Nothing has fallen due so far: not scored.
indicator-note-nothing-registered = No required publicity point is registered, so this scores 0.
indicator-note-no-sample = No awareness sample has been drawn, so this scores 0.
indicator-note-sample-incomplete = The sample is not complete, so this scores 0.
indicator-note-small-village = Under 50 households: scored by the count of missing households.
indicator-note-other = { $code }
indicator-evidence = { $count ->
    [one] Rests on one record
   *[other] Rests on { $count } records
}
indicator-evidence-rest = And { $count } more.
next-step = Next step: { $step }, for { $gain } more points
next-step-visit = { $count ->
    [one] reach one more household
   *[other] reach { $count } more households
}
next-step-offer-pledge = { $count ->
    [one] offer the pledge to one more household
   *[other] offer the pledge to { $count } more households
}
next-step-draw-sample = { $count ->
    [one] draw an awareness sample of one household
   *[other] draw an awareness sample of { $count } households
}
next-step-ask-sample = { $count ->
    [one] ask one more household of the sample
   *[other] ask { $count } more households of the sample
}
next-step-visit-key-group = { $count ->
    [one] visit one more key-group household
   *[other] visit { $count } more key-group households
}
next-step-register-point = register the publicity points that are required
next-step-check-point = { $count ->
    [one] check one more publicity point
   *[other] check { $count } more publicity points
}
next-step-hold-activity = { $count ->
    [one] hold one more activity
   *[other] hold { $count } more activities
}
next-step-send-message = { $count ->
    [one] send one more group message
   *[other] send { $count } more group messages
}
next-step-revisit-case = { $count ->
    [one] re-visit after one more case
   *[other] re-visit after { $count } more cases
}
next-step-correct-finding = { $count ->
    [one] correct one more finding
   *[other] correct { $count } more findings
}
next-step-other = { $count ->
    [one] complete one more item
   *[other] complete { $count } more items
}

## Roster import

roster-title = Import a roster
roster-lead = Choose a village and a roster file. You see the result first; nothing is written until you confirm.
roster-village = Village
roster-village-first = Choose a village first.
roster-file = Roster file
roster-choose = Choose a roster file
roster-file-hint = An Excel (xlsx, xls), ods or CSV file with column names in the first row.
roster-unreadable = This file could not be read. Nothing was written; please choose it again.
roster-columns = Which columns does a roster have?
roster-columns-text = A door number is required. Optional: kind (household or unit), lane or building, name, phone, adults, permanent or migrant, tags, grid, longitude, latitude, responsible person, staff. No identity-card numbers.
roster-judging = Checking { $file }…
roster-preview-title = { $file } → { $village }
roster-rows = Rows in the file
roster-new = New
roster-changed = Changed
roster-same = Unchanged
roster-rejected = Cannot be imported
roster-not-yet = Nothing has been written yet. When you confirm, these doors are registered in { $village }.
roster-nothing = There is nothing to write. Correct the file and choose it again.
roster-confirm = { $count ->
    [one] Write one door
   *[other] Write { $count } doors
}
roster-cancel = Choose another file
roster-rejected-title = Rows that cannot be imported ({ $count })
roster-remarks-title = Remarks ({ $count }); they stop nothing
roster-col-row = Row
roster-col-column = Column
roster-col-reason = Reason
roster-col-value = What the file says
roster-row = Row { $row }
roster-writing = { $count ->
    [one] Writing one door… please keep this page open.
   *[other] Writing { $count } doors… please keep this page open.
}
roster-done = { $count ->
    [one] One door written to { $village }
   *[other] { $count } doors written to { $village }
}
roster-done-sync = Saved on this device; it is sent to the server by itself.
roster-left-out = { $count ->
    [one] One row was left out. Correct it and import again: doors that exist are not doubled.
   *[other] { $count } rows were left out. Correct them and import again: doors that exist are not doubled.
}
roster-download = Download the rows left out
roster-download-name = rows-left-out.csv
roster-download-failed = The browser could not keep the file. The roster is written; use another browser for the download.
roster-see = See { $village }
roster-again = Import another
roster-reason-number-missing = No door number
roster-reason-duplicate-in-file = The same door as another row of the file
roster-reason-coordinates-swapped = Longitude and latitude are swapped
roster-reason-outside-county = The place lies outside the county
roster-reason-not-a-number = Should be a number
roster-reason-unknown-kind = The kind should be household or unit
roster-reason-unknown-grid = There is no such grid
roster-reason-coordinate-missing = Only one of longitude and latitude is given; the place was not taken
roster-reason-kind-differs = The known door is of another kind; the kind was not changed
roster-reason-merged-cell = A merged cell: read as the row above
roster-reason-too-long = Too long
roster-reason-unknown-residence = Should be permanent or migrant; not taken
roster-reason-unknown-tag = An unknown tag; not taken
roster-reason-number-column-missing = The file has no column for the door number
roster-reason-other = { $code }
refused-unreadable-file = This file could not be read
refused-do-unreadable-file = Nothing was written. Make sure that it is an Excel, ods or CSV file; save it again in a spreadsheet program and retry.
refused-unknown-encoding = The text encoding of this file is not known
refused-do-unknown-encoding = Nothing was written. Save the file as xlsx in a spreadsheet program and choose it again.
refused-empty-file = This file is empty
refused-do-empty-file = Nothing was written. The first row should hold column names, every row below it one door.
refused-too-many-rows = This file has too many rows
refused-do-too-many-rows = Nothing was written. Split it into several files and import them one by one.

## People

people-title = People and devices
people-accounts = Accounts
people-no-accounts = No other accounts yet
people-no-accounts-do = Add an account first, then invite.
people-col-name = Name
people-col-role = Role
people-col-area = Area
people-col-devices = Devices
people-col-invite = Invitation
people-col-looks-after = Looks after
people-invite = Invite
people-invite-name = Invite { $name }
people-add = Add an account
people-added = The account "{ $name }" was added. You can invite it in the table below.
account-name = Name
account-name-hint = Not the same as an existing account
account-role = Role
account-area = Area
account-add = Add
account-incomplete = Not added: please give a name, a role and an area.
invite-title = Invitation for { $name }
invite-qr = QR code of the invitation for { $name }
invite-how = Ask the person to scan the code or open the link on the phone. Opening spends nothing; confirming on the phone does.
invite-link = Invitation link
invite-copy = Copy the link
invite-copied = Copied
invite-copy-by-hand = The browser does not allow copying. Select the link above and copy it yourself.
invite-close = Close
invite-expires = Valid until { $when }, once.
invite-no-qr = The link is too long for a QR code. Please use the link.
people-assignments = Who looks after what
people-assignments-note = Assignments decide which doors come first under Today. They rank nobody.
assign-none = Nobody is assigned to a village or grid yet.
assign-title = Assign somebody
assign-account = Account
assign-area = Village or grid
assign-from = From
assign-from-hint = Empty: from today
assign-until = Until
assign-until-hint = Empty: no end
assign-open-end = no end
assign-save = Save
assign-saved = Assignment saved
assign-incomplete = Not saved: please choose an account and a village or grid.
assign-bad-day = Not saved: a date is wrong.
grid-title = Define a grid
grid-what = A grid is a part of a village that one person looks after.
grid-village = Village
grid-name = Name of the grid
grid-name-hint = For example "Grid 1"
grid-save = Save the grid
grid-saved = Grid "{ $name }" saved
grid-incomplete = Not saved: please choose a village and give a name.
people-devices = Devices
devices-none = No device has joined yet
devices-none-do = Invite an account; once the person confirms, the device shows here.
devices-col-device = Device
devices-col-heard = Last sync
devices-col-state = State
devices-never = not synced yet
devices-revoke = End
devices-revoke-of = End the device { $device } of { $name }
devices-revoke-title = End this device?
devices-revoke-what = This device of { $name } will not sync any more. What it sent is kept; what it has not sent stays on it and can be exported as a file. This cannot be undone: to go on, it needs a new invitation.
devices-revoke-yes = End the device
devices-revoke-no = Keep it
devices-revoked = ended { $when }

## To decide: records that the server holds, fields that two people changed

decide-title = To decide
decide-conflicts-note = Two people changed the same field without seeing each other's change. Both values are kept; choose one.
held-title = Held records
held-note = When these arrived, their author had no right to record here (moved away, device ended). They are kept whole and not counted. Admitted records count; refused ones stay kept, and the author reads your reason.
held-none = No held records
held-none-advice = They are listed here when somebody's rights change while records still wait on a phone.
held-author-unknown = Unknown account
held-by = { $author } · { $area } · { $made }
held-reason-no-grant = The author has no right to this area
held-reason-revoked = The author's device was ended
held-reason-foreign-author = Brought by another device; nobody vouches for the author
held-reason-server-only = Only the server writes records of this kind
held-reason-other = Held because: { $code }
held-refused = Refused by { $by }, { $when }: { $reason }
held-decision-reason = Reason
held-decision-reason-hint = The author reads it. No personal data.
held-reason-missing = Please give a reason in a few words.
held-admit = Admit and count
held-refuse = Refuse
held-admitted = Admitted; it counts in its village
held-was-refused = Noted; the author sees it after the next sync

## Merge and move

roster-moves = Merge doors recorded twice, or move households, grids and villages
moves-title = Merge and move
moves-note = Needs the network; the server does it at once. All records are kept. What still arrives late from a phone is forwarded to the new place and counts once.
moves-done = Done: { $doors ->
    [one] 1 door
   *[other] { $doors } doors
}, { $facts ->
    [one] 1 record
   *[other] { $facts } records
} forwarded. Every device sees it after its next sync.
move-what = What to do
move-merge-households = Two households are one: merge
move-merge-households-does = The first door is closed; its visits and pledges go to the second.
move-household = A household moves to another village
move-household-does = The household and its records go to the new village; the old one no longer counts it.
move-merge-grids = Merge two grids
move-merge-grids-does = The first grid is no longer used; its doors go to the second.
move-grid = A grid goes to another village
move-grid-does = The grid goes to the new village with its doors.
move-merge-villages = Merge two villages
move-merge-villages-does = The first village ends; its grids, doors and records go to the second.
move-village = A village goes to another township
move-village-does = The village goes to the new township with all its records.
move-area = Which one
move-target = Where to
move-door = Which household
move-into-door = Into which household
move-door-hint = Type number, lane, name or pinyin
move-door-none = Nothing found. Try another spelling.
move-door-name = { $lane } { $number } { $name }
move-choose-again = Choose again
move-code = New statistical code
move-code-hint = Leave empty if it stays
move-reason = Reason
move-reason-hint = For example the number of the decision. Everybody who reads these records sees it: no personal data.
move-incomplete = Please choose what to merge or move, and where to.
move-reason-missing = Please give a reason in a few words.
move-same = Both sides are the same; please change one.
move-go = Continue
move-sure = Do this now?
move-sure-what = It cannot be undone with one tap; it can be moved back.
move-yes = Yes, do it

## Relay files, and records that were not accepted

records-apart-note = These records are still on this device and are not counted. Export them as a file for the reviewer.
apart-held = Waits for a reviewer: you had no right to this area when it arrived.
apart-refused = A reviewer did not take it.
apart-id-reused = Its number belongs to another record with other content. Both are kept; please give the exported file to the reviewer.
apart-unparsable = The server cannot read this record.
apart-too-large = The record is too large for the server.
apart-bad-proof = Its signature does not match.
apart-unknown-version = The server does not know this newer kind of record yet.
apart-unknown-log = The server has no such area.
apart-other = The server did not accept it ({ $code }).
apart-reason = The reviewer wrote: { $reason }
apart-hashes = Here: { $own }… On the server: { $other }…
apart-retry = It is sent again by itself after an update of the app.
relay-title = No network? Make a relay file
relay-note = Puts the records that are not sent yet into one file, to be carried on a USB stick or somebody's phone to where there is a network. Only the server can open it, and nothing counts twice.
relay-make = Make a relay file
relay-made = Done: { $events ->
    [one] 1 record
   *[other] { $events } records
} inside. They stay on this device too.
relay-made-part = Done: { $events } records inside, { $left } found no room. Please make another one.
relay-deliver = Deliver a file for somebody
relay-deliver-hint = Choose the relay file you were given. Without a network it is kept here and goes by itself later.
relay-choose = Choose a relay file
relay-taken = The server has it: { $events ->
    [one] 1 record
   *[other] { $events } records
}.
relay-waiting = Kept on this device; it goes by itself when there is a network.
relay-carried = Files carried for others
relay-carried-waits = Waits for a network
relay-forget = Remove from this device
relay-refused-other = The server did not accept this file ({ $code }). Please ask for a new one.

## Erasing on legal demand

desk-erase = Erase on legal demand
roster-erase = Erase a household or single records on legal demand
erase-title = Erase on legal demand
erase-note = Only where the law demands it, for example when somebody asks for their personal data to be erased. Needs the network; what is erased cannot be brought back. Mistakes need no erasing: correct them or take them back.
erase-door = Which household
erase-how-much = How much
erase-household = { $count ->
    [one] The one record of this household; it leaves all lists
   *[other] All { $count } records of this household; it leaves all lists
}
erase-records = Only some of them
erase-nothing = Nothing of this household can be erased
erase-nothing-advice = It may be erased already, or its records have not reached the server yet.
erase-none-chosen = Please tick the records to erase.
erase-reason = On what ground
erase-reason-hint = For example the number of the decision or the date of the request. Everybody who reads these records sees it: no personal data.
erase-reason-missing = Please say on what ground.
erase-go = Continue
erase-sure = { $count ->
    [one] Erase what this record says?
   *[other] Erase what these { $count } records say?
}
erase-gone = What will be gone
erase-gone-content = Names, phone numbers, places, notes, photos and signatures in these records
erase-gone-household = The household leaves lists, maps and coverage
erase-gone-where = At once on the server; on every phone and computer with its next sync
erase-stays = What stays
erase-stays-trace = That there was a record, of which kind, by whom and when; not what it said
erase-stays-audit = That you erased it, when, and the ground you give
erase-stays-outside = Files exported before and printed paper are outside the app: see to them yourself. When an older backup is restored, the server erases it again.
erase-no-way-back = It cannot be brought back.
erase-yes = { $count ->
    [one] Erase this record
   *[other] Erase these { $count } records
}
erase-done = Erased: { $bodies ->
    [one] 1 record
   *[other] { $bodies } records
}, copies that were forwarded included. Devices follow with their next sync.
kind-erased = { $what } (erased on legal demand)
kind-visit-recorded = Visit
kind-event-erased = A record was erased on legal demand
kind-entity-moved = Moved away
kind-entity-received = Moved here
kind-fact-forwarded = Record forwarded from elsewhere

## Audit: who saw and changed what

desk-audit = Audit
people-audit = Audit: who saw and changed what
audit-title = Audit
audit-note = Who saw and changed what in this area, and when; the newest first. Nobody can change or remove a line. Looking at a household on a visit is a worker's daily work and not listed.
audit-person = Who
audit-everybody = Everybody
audit-action = What
audit-everything = Everything
audit-col-when = When
audit-col-who = Who
audit-col-what = What
audit-col-about = About
audit-older = Show older ones
audit-none = No such lines
audit-none-advice = Choose another person or action.
audit-unknown-account = An account of another area
audit-nobody-signed-in = Somebody not signed in
audit-server-itself = The server's administrator
audit-did-viewed = Looked at a household
audit-did-exported = Exported records
audit-did-relayed = Made a relay file
audit-did-sign-in = Signed in
audit-did-sign-in-failed = Sign-in failed: wrong password
audit-did-sign-out = Signed out
audit-did-invitation = Made an invitation
audit-did-enrolment = Joined with a device
audit-did-account = Added or ended an account
audit-did-role-changed = Changed a role or area
audit-did-revocation = Ended a device
audit-did-password-changed = Changed the own password
audit-did-password-reset = Reset a password
audit-did-held-decided = Decided a held record
audit-did-title = Decided on a title
audit-title-decided-other = { $code }
audit-did-move = Merged or moved
audit-did-erasure = Erased on legal demand
audit-did-import = Checked a roster
audit-did-relay = A relay file arrived
audit-did-export = Exported on the server
audit-did-restore = Restored a backup
audit-did-other = { $code }
audit-held-admitted = admitted
audit-held-refused = refused
audit-held-other = { $code }
audit-disabled = Account ended
audit-import = { $rows } rows, { $accepted } of them good
audit-sessions-ended = { $count ->
    [one] one device was signed out
   *[other] { $count } devices were signed out
}
audit-records = { $count ->
    [one] one record
   *[other] { $count } records
}
audit-role = { $from } → { $to }
audit-role-and-area = { $from } → { $to }, and another area
audit-area = Another area, same role

## Another role or area

people-col-do = Do
people-change = Change
people-change-name = Change role or area of { $name }
change-what = It holds at once; their devices hear of it with the next sync. Everything recorded so far counts. Records still waiting on a phone that the new rights do not cover are held for your decision.
change-save = Save the change
change-saved = Role or area of { $name } changed
change-incomplete = Not changed: please choose a role and an area.
change-same = Role and area are as they were.
held-export = Export these records as a file
refused-moved = This household or area was merged or moved already
refused-do-moved = Nothing was changed. Sync first, then go on at its new place.
refused-unfit-areas = It cannot go there
refused-do-unfit-areas = Nothing was changed. Check where it should go; inside its own village nothing needs to move.
refused-too-much = Too much at once for the server
refused-do-too-much = Nothing was changed. Do it in several steps.
refused-server-only = The server wrote this record itself
refused-do-server-only = Nothing was changed; it cannot be treated like this.
refused-unknown-event = The server does not have this record
refused-do-unknown-event = Nothing was changed. Sync, then try again.
refused-no-relay-file = This is no relay file
refused-do-no-relay-file = Please choose the relay file as you were given it.
invalid-nothing-unsent = Nothing to hand on: everything has been sent
invalid-too-large = The file is too large
invalid-no-relay-file = This is no relay file
invalid-newer-relay-file = This relay file comes from a newer version; update the app first
invalid-other-server = This relay file is for another server
invalid-damaged-relay-file = This relay file is damaged; please ask for a new one

## PIN and lock screen

keypad-typed = { $count } digits typed
keypad-back = Delete a digit
keypad-enter = OK
keypad-wait = Try again in { $seconds } s
keypad-wrong = Wrong PIN. Try again.
storage-locked = The app is locked
storage-do-locked = Everything saved is here. Enter the PIN first.
storage-key-lost = The key to the data on this device is missing
storage-do-key-lost = The data is here but cannot be opened: the browser lost the key. What was received is on the server. Do not clear the browser's data, and call the township reviewer.
invalid-pin = A PIN has 4 to 6 digits
invalid-not-releasable = A forgotten PIN cannot be helped on this device yet
lock-title = Locked
lock-lead = Your records are here, encrypted.
lock-pin = Enter the PIN
lock-forgot = Forgot the PIN
lock-help = Being defrauded now
lock-settings = PIN and lock
lock-after = Lock when nobody touches it for
lock-minutes = { $count } min
lock-now = Lock now
lock-releasable = If you forget the PIN, the township reviewer can open it for you. No record is lost.
lock-not-releasable = Not connected yet: if you forget the PIN, nobody could help. Sync once first.
pin-none = No PIN yet
pin-none-what = The data is encrypted, but its key lies on this device: whoever finds the phone can open it. Choose a PIN of 4 to 6 digits.
pin-choose = Choose a PIN
pin-change = Change the PIN
pin-what = If the phone is lost, nobody sees the households' data without the PIN. If you forget it, the reviewer can open it for you.
pin-old = Enter the present PIN
pin-new = Enter a new PIN, 4 to 6 digits
pin-again = Enter the new PIN again
pin-old-wrong = The present PIN is wrong
pin-simple = Too easy to guess. Choose another one.
pin-differ = They differ. Start again.
pin-later = Later
pin-chosen = PIN chosen
pin-due = Choose a new PIN
pin-due-lead = The reviewer has opened it for you, every record is here. Choose a new PIN to go on.
forgot-title = Forgot the PIN
forgot-lead = Every record is here, nothing is lost. Take this device to the township reviewer and read out the code below.
forgot-code = Code for the reviewer
forgot-unsent = No network now. The request is sent by itself once there is one.
forgot-waiting = The request was sent. Once the reviewer agrees, this opens by itself.
forgot-released = Agreed. Opening.
forgot-refused = The reviewer did not agree. Every record is still here.
forgot-again = Ask again
forgot-back = I remember it, enter the PIN
gone-vanished = The data in this browser is gone
gone-all-kept = { $saved } records were saved here, and the server has received all of them. Nothing is lost.
gone-some-kept = The server has received { $received }. Another { $missing } were not yet confirmed and may be lost.
gone-vanished-do = The browser's data was probably cleared, or the phone ran out of space. Ask the reviewer for a new invitation and join again.
gone-ended = This device was ended
gone-ended-kept = The data on it was deleted. At the end it handed { $count } records to the server, for the reviewer to decide.
gone-ended-do = To go on working, ask the reviewer for a new invitation.
gone-read = Understood
revoked-erase = Exported: delete the data here
revoked-erase-sure = Records and photos that were not exported will be lost. Delete?
revoked-erase-yes = Delete

## Reviewer: opening for somebody who forgot the PIN

releases-title = Forgotten PINs
releases-what = See who stands before you first, then type the code on their device.
releases-code = 8 digits on the device
releases-release = Open it
releases-refuse = Refuse
releases-done = Opened for { $name }
releases-refused = Refused; the device is told
releases-asked = asked { $when }
refused-wrong-code = Wrong code
refused-do-wrong-code = Nothing was opened. Compare the code on the device.
refused-unknown-release = No such request, or already decided
refused-do-unknown-release = Reload and look again.
audit-did-key-released = Opened a device whose PIN was forgotten
audit-did-key-refused = Refused a request after a forgotten PIN

## Somebody is being defrauded now

thumb-label = At hand
thumb-alarm = Fraud now
help-sent-question = Has the money been sent?
help-sent-yes = Yes, it has been sent
help-sent-no = Not yet
help-off-the-phone = Hang up, put the phone down, and send nothing.
help-which = What did the caller say? Tap it for what to say.
help-any = Cannot tell which kind
help-any-tell = What matters most, first
help-any-words = Money in your own hands cannot get lost. Wait ten minutes and ask 96110.
help-say = Say this
help-do = Do this together
help-advice = Anti-fraud line: call when in doubt
help-police = Police
help-tap-to-call = Tap to call
help-not-listening = They do not listen?
help-sent-after-all = It has been sent after all
help-call-police = Call 110 at once
help-read-out = Read this out
help-sentence = I want to report a fraud. { $moment }, from { $bank }, { $amount } yuan were sent to { $account }.
help-gap = ____
help-account = To whom, account number
help-amount = How much (yuan)
help-when = At what time
help-bank = From which bank or app
help-not-kept = What you type here is only on the screen and is gone when you leave.
help-then = After calling 110
help-keep = Keep all this
help-village-title = Numbers of the village
help-village = Which village
help-lead = Village lead
help-officer = Police officer
help-person = { $title } { $name }
help-no-numbers = The numbers of the village lead and the officer are not known here. Afterwards, enter them under Me, Numbers of the village.
help-after-hint = Finish the calls first, then record.
help-after = All done: plan a re-visit
followup-title = Plan a re-visit
followup-what = Only that somebody is to call again is recorded, not what happened. The door stands among the promised re-visits under Today.
followup-door = Which door
followup-when = Which day
followup-today = Today
followup-tomorrow = Tomorrow
contacts-title = Numbers of the village
contacts-what = Whom to call when somebody is being defrauded and does not listen. Entered once, every device of the village has them, also while it is locked.
contact-name = Name
contact-phone = Telephone
kind-followup-due = Re-visit due
kind-village-contacts = Numbers of the village
kind-topic-published = Topic published
invalid-phone = A telephone number has only digits, plus, hyphens and spaces.
invalid-followup-day = A re-visit lies between today and 60 days ahead.

## Noting down, handbook, this week's topic

thumb-note = Note down
note-title = Note down
note-visit = A visit
note-visit-detail = Choose a door first
note-point = Publicity point
note-point-detail = A notice board or banner that you looked at, or a new one
note-activity = Activity
note-activity-detail = Talk, performance, meeting
note-message = Message to a group
note-message-detail = Ready-made texts; note it once it is sent
note-topic = Publish this week's topic
note-topic-detail = Shown to workers under Today
duties-title = Due these days
duty-until = until { $day }
duty-done = { $done } of { $of }
deeds-title = Noted so far
deeds-self-declared = Self-declared by whoever noted it.
deed-attendance = { $count } came
points-title = Publicity points of the village
points-none = No publicity points yet.
point-new = A new point
point-place = At what kind of place
point-name = What it is and where exactly
point-never = Not looked at yet
point-last-present = Looked at on { $day }: there
point-last-absent = Looked at on { $day }: missing
point-present = There
point-absent = Missing
place-compound = Compound
place-factory = Factory
place-entrance = Village entrance, crossing
place-lift = Lift
place-office = Office building
place-bank = Bank
place-market = Market
place-school = School
place-other = { $code }
activity-duty = What kind
activity-day = Which day
activity-title = What and where
activity-attendance = How many came
message-what = Share the text with the group first, then come back and tap that it is sent.
message-duty = To whom
message-sent = It is sent: note it
share = Share
share-copied = Copied: paste it into the group
invalid-share = This browser can neither share nor copy: press and hold the text to select it.
topic-for = For everybody in { $area }.
topic-fraud = Which kind of fraud
topic-from = From
topic-until = Until
topic-text = What to tell people
topic-cases = Published cases
topic-cases-hint = One a line; nobody can be recognised in them.
topic-publish = Publish
topic-of-week = This week: { $name } (until { $until })
topic-case-count = { $count } cases
topic-handbook = What the handbook says
invalid-note-name = Say what it is, in at most 80 characters.
invalid-note-day = The day must be given and not lie ahead.
invalid-topic-text = Say what to tell people, in at most 1000 characters.
invalid-topic = The days or the kind of fraud do not fit.
handbook-title = Handbook
handbook-search = Search: rebate, code …
handbook-none = Nothing found in the handbook
handbook-none-advice = Try another word; when in doubt call 96110.
handbook-rules = Always a fraud
handbook-frauds = Kinds of fraud
handbook-after = After a fraud
handbook-keep = Keep all this
handbook-clue = How to tell what you saw
handbook-share = Texts to share with groups

## Pledges: what proves them

pledge-code = The code: copy it onto a slip for the signer
pledge-code-copy = With this code anybody can check on the "verify" page that it is genuine.
pledge-code-scan = A phone that scans this checks that it is genuine.
pledge-code-qr = QR code that leads to the check of this pledge
pledge-pin = The worker's PIN, please
pledge-for = For whom
pledge-for-household = Myself and my household
pledge-for-unit = This unit, as its responsible person
pledge-for-minor = A child under 14, as its guardian
pledge-minor = The child's first name
pledge-minor-hint = First name only. The guardian signs, the child does not.
pledge-thumb = Cannot write: a thumb mark
pledge-thumb-here = Press a finger into the white box and move it a little
pledge-witness = Name of the witness
pledge-missing-minor = Please fill in the child's name.
pledge-missing-witness = A thumb mark needs a witness: please fill in the name.
manner-responsible = responsible for the unit
manner-guardian = guardian of { $minor }
manner-thumb = thumb mark
manner-read = read aloud by { $name }
manner-witness = witness { $name }
manner-occasion = { $name }
manner-paper = signed on paper on { $day }, entered later
invalid-minor-missing = Please fill in the child's name
invalid-witness-missing = A thumb mark needs a witness
invalid-paper-in-future = That day is still to come
invalid-no-evidence = The server has not countersigned this pledge yet: sync first, then export
invalid-already-withdrawn = It was withdrawn before
paper-title = Enter a pledge signed on paper
paper-advice = For what a household signed on paper. It says that it was paper and who entered it, and it counts. Keep the original.
paper-day = Day of signing
countersigned = countersigned by the server
certificate-open = Show certificate
certificate-title = Certificate of a pledge
certificate-place = { $village } { $door }
certificate-withdrawn = Withdrawn on { $at }.
certificate-other-text = Text { $id } was signed, which this device does not have in that wording. Fingerprint of the text: { $hash }
certificate-code = Code
certificate-signed = Signed (clock of the device)
certificate-record = Record
certificate-hash = Fingerprint of the record (SHA-256)
certificate-server = The server's countersignature
certificate-unsigned = Not yet. It comes by itself with a sync.
certificate-countersigned = Received by the server on { $at }, number { $place } of { $size } in its append-only log of pledges. Checked on this device.
certificate-root = Root of the log: { $root }
certificate-key = The server's key: { $key }
certificate-print = Print
certificate-export = Export the evidence
withdraw = Withdraw this pledge
withdraw-title = Withdraw
withdraw-advice = Who signed may withdraw at any time, without a reason and without any consequence. That it was signed stays provable, and that it was withdrawn.
withdraw-reason = Reason (optional)
collective-title = Collective signing
collective-detail = At an event, several doors one after the other
collective-advice = Put the doors in order, then hand the device to the first. Each sees only their own door, and taps "Next" when done.
collective-occasion = Name of the event
collective-find = Find a household
collective-list = Order of signing ({ $count })
collective-remove = Remove
collective-begin = Begin
collective-next = Next person
collective-end = End here, back to the worker
withdraw-confirm = Withdraw

## Several doors, new doors, the way between them

several = Select several
several-count = { $count } selected
several-saved = { $count } saved on this device
several-undo = Take back
several-undo-reason = Recorded by mistake, taken back at once
outcome-leaflet-left = Nobody home, notice left
door-new = Add a door
door-new-kind = What kind
door-new-household = Household
door-new-rented-room = Rented room
door-new-unit = Shop or other unit
occupants-changed = Other people live here now
occupants-what = The household is closed and keeps its visits and pledges; another one begins here with none.
occupants-save = Close the household and open another
walking-order = Walking order
walk-title = { $count } doors, from the most urgent on
walk-metres = some { $metres } m
invalid-door-known = There is a door with this number already: search for it first.
invalid-field-number = Enter the door number.

## The window on a computer
storage-other-window = The app is open in another window
storage-do-other-window = What was saved is safe. Close the other window, then try again here.
storage-no-folder = The app cannot write to its folder
storage-do-no-folder = Nothing was lost. Ask whoever looks after this computer whether your home folder is full or may not be written to, then try again.
storage-no-network-library = Secure connections cannot be set up here
storage-do-no-network-library = Nothing was lost. Ask whoever looks after this computer to check its certificates, then try again.
map-not-here = This window draws no map. The list holds the same information; the app in a browser has the map.
welcome-invitation-whole = Paste the whole link: it says which server is meant
sign-in-server = Server
sign-in-server-hint = As in the invitation, for example https://nfv.example.org
saved-to = The file is at { $path }
saved-to-read = All right

## At the door: units, rented homes, nobody lives there

unit-kind-shop = Shop
unit-kind-school = School
unit-kind-company = Company
unit-kind-hotel = Hotel
unit-kind-office = Office
unit-kind-other = Other
residence-permanent = Registered here
residence-migrant = From elsewhere (rented)
residence-other = { $code }
interval-days = every { $days } days
interval-none = as the round asks
invalid-field-interval = Write the days between visits as a whole number from 1 to 730.
door-call = Call
door-call-label = Call { $number }
gone-once = Somebody saw that nobody lives here
gone-exempt = Exempt since { $since }
gone-seen-own = You, { $on }
gone-seen-other = Somebody else, { $on }
gone-another-person = A second person, on another day, makes the door exempt; an inspection does so alone.
gone-second-look = If you find the same on another day, the door is exempt. If somebody lives here after all, record what you find.
gone-life-ends = Any sign of life ends it: record a visit as you find it.
merge-title = Entered twice: this is the same household as another
merge-what = Both histories stay and can be read; from then on the household counts once. The entry at which more was done stays. It can be taken apart again.
merge-other = The other entry, in the same village
merge-save = It is the same household
merged-title = Also entered as
merged-hint = Closed as a double; its history is there.
merge-undo = Take apart again
merge-undo-reason = They are two households after all
merged-away = This entry is a double: the household is kept under another one and counts there.
merged-away-open = Open the household
invalid-merge-unlike = Choose another entry of the same kind in the same village.
invalid-merge-at-desk = Each of the two has a record that the other lacks, so both are needed. Nothing was changed. Ask the township's desk to merge them: it carries the records over.
split-title = Two households live here
split-what = This one keeps its visits and pledges. The second begins with none, and is yet to be visited.
split-stay = Adults who stay in this household
split-save = Add the second household

## Clues
note-clue = A clue for the police
note-clue-detail = Something suspicious was seen or heard; may be anonymous
clues-title = Clues received
clues-detail = For the police: take up, and say what came of it
clue-who-reads = Only the police and named reviewers read this. Once the server has it, it leaves this device.
clue-what = What was seen or heard
clue-what-hint = What happened, who did what, how it looked. Nobody is entered in a list for it.
clue-day = When
clue-place = Where
clue-optional = May be left empty
clue-door = At a door
clue-contact = How to reach whoever told it
clue-contact-hint = Only if they wish. Left empty, the clue is anonymous
clue-save = Hand it to the police
clue-saved = Saved here. It goes to the police with the next sync
clues-waiting = Clues that wait to be sent
clues-waiting-hint = Each leaves this device once the server has it
clues-none = No clues
clues-none-advice = What people of your villages report stands here after the next sync
clue-open = Nobody looks into it yet
clue-taken = Taken up
clue-done = Done
clue-where = Where: { $place } { $door }
clue-anonymous = Anonymous
clue-reach = Can be reached: { $contact }
clue-came-of-it = What came of it: { $note }
clue-note = Note
clue-take = Take it up
clue-close = Done
kind-clue-reported = Clue for the police
kind-clue-handled = Clue handled
invalid-clue-what = Please write what was seen, in 2,000 characters at most
invalid-clue-text = At most 200 characters

## Visit days

days-title = Visit days
day-plan = Plan a visit day
day-title = Visit day
day-title-on = Visit day, { $on }
day-line = { $on } · { $station }
day-line-detail = { $village } · { $count } doors · { $state }
day-is-next = planned
day-is-open = not closed yet
day-is-closed = closed
day-on = Day
day-station = Police station
day-members = Who goes
day-members-others = Who else goes
day-members-hint = Names, separated by commas. They only say who takes which lane; nothing is counted by person.
day-lanes = Lanes (doors not reached yet)
day-lane-choice = { $lane } ({ $open })
day-chosen = { $count } doors on the list.
day-few = The plan asks for at least { $goal } households or units per station and day.
day-progress = { $visited } of { $of } doors
day-as-of = as of the last sync: { $when }
day-lane-count = { $visited } of { $of }
day-taken-by = Taken by
day-taken-by-label = Who takes { $lane }
day-taken-by-nobody = nobody named
day-not-yet = Nobody was there yet
day-sheet = Sheet of { $on }
day-households = Households
day-units = Units
day-row-of = Doors on the list
day-row-visited = Visited
day-row-met = Met
day-row-nobody-home = Nobody home
day-row-declined = Visit declined
day-row-away = Away, empty or moved
day-row-signed = Pledges signed
day-row-pledge-declined = Pledges declined
day-row-notices = Notices handed over
day-row-revisits = Re-visits promised
day-missing = Not met: { $count }
day-missing-line = { $place }: { $reason }
day-note = Remark (optional)
day-close-hint = Records that arrive later count too.
day-close = Close the sheet
day-closed-at = Closed { $at } with { $visited } doors.
day-since-closing = Since closing: { $count } more.
day-print = Print
day-share = Share as text (no names, no addresses)
day-text-head = { $on }, { $station }, { $village }:
day-text-line = { $what }: households { $households }, units { $units }
today-lacking = Still due in the village
today-lacking-one = { $what }: { $count }
invalid-day-station = Write which police station goes.
invalid-day-members = Names are at most 80 characters long, and at most 40 go.
invalid-day-doors = Choose at least one lane.
invalid-day-closed = The sheet is closed already; what is recorded later counts too.

# The map, before it is drawn.
map-drawing = Opening the map…

## The drawn sample

sample-title = Awareness sample
sample-card = { $village }: { $asked } of { $size } asked
sample-none = No sample was drawn here in this round
sample-none-advice = A township reviewer draws it on the village's page; it is here after the next sync.
sample-asked = { $asked } of { $size } households asked
sample-figures = { $aware } with { $enough } or more right; { $refused } refused and were replaced by the next in order; { $left } still to ask.
sample-own = { $count ->
    [one] One household is
   *[other] { $count } households are
 } in the area that you look after. Somebody else asks there, so that nobody asks about their own work.
sample-none-for-you = The households that are left are asked by others
sample-next = Next in the drawn order
sample-before = Ask first, teach afterwards: explain only once all three are answered. One adult of the household answers.
sample-start = Start asking
sample-away = Nobody home now, ask later
sample-refuse = Does not want to answer
sample-refuse-means = This is recorded as refused. The household is not asked again; the next in the drawn order takes its place.
sample-refuse-sure = Yes, refused
sample-question = Question { $n } of { $of }
sample-unknown = I do not know
sample-stop = Stop, record nothing
sample-result = { $correct } right, saved on this device
sample-told = Now is the time to explain.
sample-right = Right: { $answer }
sample-said = Answered: { $answer }
sample-on = Next household
sample-finished = Everybody in the sample was asked
sample-finished-advice = The result counts for awareness and goes out with the next sync.
sample-draw = Draw this round's sample
sample-draw-means = Drawn at random from the households that have to be reached, once in a round. They are asked in the drawn order; only this sample counts for awareness.
sample-drawn-on = Drawn { $on }.
sample-open = Open the sample
invalid-sample-no-round = No round is open now, so nothing can be drawn.
invalid-sample-drawn = This round's sample was drawn already and is not drawn again.
invalid-sample-nobody = There is no household to draw.
invalid-sample-not-next = This household is not on the list to ask; somebody may have asked it already.
invalid-sample-own = This household is in the area that you look after; somebody else asks there.
invalid-sample-correct = The number of right answers cannot be.

# Walking from where one stands.
walk-from = Begin where I stand
walk-from-here = The walk begins where you stand. The place is used once and not kept.
walk-from-denied = The place may not be used; the walk still begins at the most urgent door.
walk-from-nowhere = The device does not know where it is; the walk still begins at the most urgent door.

# What a visit may hold beside: photos, a point
visit-more = Optional: quiz, photos, location
visit-photos = Photos
visit-photos-hint = { $most } at most. What is kept is made smaller and holds neither the place nor the phone it was taken with.
photo-camera = Take a photo
photo-album = From the album
photo-taking = Keeping the photo…
photo = Photo
photo-number = Photo { $number }
photo-remove = Remove
photo-remove-number = Remove photo { $number }
photo-not-here = Seen once online
invalid-not-a-picture = This file is not a picture that can be opened; choose another (JPG, PNG or WebP)
invalid-photo-too-large = The photo is too large; choose a smaller one
invalid-too-many-photos = At most 4 photos
invalid-photo-missing = One photo is not on this device; remove it and take it again
standpoint = Location
standpoint-hint = One point at this moment, never a track. It can be removed at any time.
standpoint-ask = Record where I stand
standpoint-asking = Looking for the position…
standpoint-here = One point recorded, to about { $metres } m
standpoint-remove = Remove the location
standpoint-denied = Location is not permitted, so none was recorded. The rest can be saved all the same.
standpoint-nowhere = This device cannot tell where it is now, so no location was recorded. The rest can be saved all the same.

# Three questions at a visit.
quiz-title = Three questions
quiz-hint = Ask and explain, so that it is remembered. Nothing is recorded or scored, right or wrong.
quiz-start = Begin
quiz-right = Right
quiz-next = Next question
quiz-end = Done
quiz-done = All { $of } asked, { $right } right.

# The visit day that is today.
day-of-today = Visit day today

# Recordings for reading the pledge aloud.
recording-hear = Recording · { $label }
recording-progress = How much of the recording was heard
recording-broken = This recording cannot be played.
recording-broken-voice = This recording cannot be played: the device reads instead.

# Pictures of a sheet that was signed on paper.
paper-photos = Pictures of the sheet (optional)
paper-photos-hint = The page with the signature, at most { $most }. A picture is bound to the record, and a change would be found. Keep the original all the same.
certificate-photos = Pictures of the paper original
certificate-photos-means = The record holds a fingerprint of each picture: one that was exchanged no longer fits. Who really signed is for the paper original to show.
invalid-several-buildings = The chosen doors stand in more than one building or lane; a sweep goes through one at a time. Nothing was changed: choose again.
invalid-photo-without-paper = Only a pledge signed on paper can have pictures

# The visual system's page.
visual-title = What the pages are made of
visual-what = For those who build and judge this app: every size, colour, icon and component, in every state.
visual-type = Type
visual-measures = Measures
visual-colours = Colours
visual-icons = Icons
visual-buttons = Buttons
visual-chips = Chips
visual-fields = Fields
visual-rows = Rows and states of a door
visual-figures = Figures
visual-messages = Messages
visual-pins = Keypad
visual-sentence = Whoever wants money first is lying.
visual-name = Lin Xiuying
visual-long = The Second Residents’ Group’s Committee for the Elderly, Fifth Floor, opposite the Stairs

# Sweeps: a building door by door.
sweep-title = Sweep
sweep-which = Choose a building or lane, then one tap per door.
sweep-doors = { $count ->
    [one] { $count } door
   *[other] { $count } doors
}
sweep-what = One tap per door, saved on this device at once. A mistake can be taken back.
sweep-progress = { $done } of { $of } doors
sweep-left = Left ({ $count })
sweep-none = No door is registered here yet
sweep-none-advice = Add the rooms that you see, one by one.
sweep-done = All doors here are done.
sweep-add = Add a room that the list lacks
sweep-found = How { $number } was found
sweep-occupied = Lived in
sweep-empty = Empty
sweep-changed = Changed
sweep-nobody-home = No answer
sweep-other = Somebody else noted: { $found } ({ $at })
sweep-met-by-other = Met today by others
sweep-undo = Undo
sweep-undo-label = Undo { $number }
sweep-more = Details
sweep-more-label = Details of { $number }: head-count, landlord, moved in
sweep-more-hint = All optional. Nobody is asked for an occupation.
sweep-landlord-hint = A name or a telephone number
field-landlord = Landlord
field-since = Moved in (month)
kind-door-occupied = Sweep: lived in
invalid-field-since = Write the month moved in as a year and a month, like 2026-05

# An event of signing that is under way.
collective-turn = { $turn } of { $of }
collective-waiting = waiting
collective-signed = signed
collective-declined = declined
collective-go-on = Go on signing
collective-over = End this event
collective-over-sure = { $count } on the list have not answered yet. The list is not kept after the end; what was signed stays.
collective-sign = Let them sign
collective-sign-label = Let them sign: { $place }
collective-all-answered = Everybody on the list has answered.

# The map: own position, a walk
map-own = My position
map-own-here = You are here, to about { $metres } m. Only this map shows it; it is neither recorded nor sent.
map-own-denied = The position may not be used; the map stays as it is. It can be permitted in the browser's settings.
map-own-nowhere = The device does not know where it is; the map stays as it is. Try again in the open.
walk-on-map = On the map
doors-on-map = Walking order on the map
map-walk-of-today = Today's walk
map-walk-of-list = Walk of the doors in the list
map-walk-back = Back to the list
map-walk-figures = { $count } doors, some { $metres } m
map-walk-placeless = · { $count } without a place
map-walk-beyond = · { $count } more than one walk holds: narrow the list
map-walk-none = No doors to walk to
map-walk-none-do = Everybody here was reached, or the doors have no longitude and latitude yet.

# Where a clue was seen, for the police.
clue-at = Reported from latitude { $latitude }, longitude { $longitude }

## Map beneath

basemap = Background map (offline file)
basemap-what = You may choose a map file (PMTiles) as the background of the doors. It stays on this device: nothing is sent, nothing is fetched.
basemap-kept = In use: { $name } ({ $size } MB)
basemap-choose = Choose a file
basemap-other = Choose another file
basemap-remove = Remove background map
basemap-copying = Copying the map; please keep this open
basemap-not-pmtiles = This file cannot be the background map; ask whoever gave it to you for another one (PMTiles, version 3). The background was not changed.
basemap-cut-off = This file is not complete; please get it again. The background was not changed.
basemap-foreign-tiles = The map in this file cannot be drawn; ask whoever gave it to you for another one (tiles as pictures, or Protomaps vector tiles). The background was not changed.
basemap-no-room = This device has no room for the file. Neither the background nor any record was changed.
basemap-not-copied = The file could not be copied to its end; please try again. The background was not changed.
