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
storage-do-insecure-origin = Nothing was saved. Please open the address that begins with https://; the township reviewer knows it.
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
failure-unsent = { $count } records have not been sent
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
refused-invitation-unknown = There is no such invitation
refused-do-invitation-unknown = Please compare it with the link you received, or ask for a new one.
refused-not-found = The server does not know this
refused-do-not-found = Please check it and try again.
refused-wrong-password = Name or password is wrong
refused-do-wrong-password = Please type them again. If you forgot the password, ask the township reviewer.
refused-forbidden = You do not have this right
refused-do-forbidden = Nothing was changed. If you need it, ask the township reviewer.
refused-unauthorized = You are no longer signed in
refused-do-unauthorized = Your records are on this device. Please ask the township reviewer for a new invitation.
refused-revoked = This device was revoked
refused-do-revoked = What was not sent is still here and can be exported. To go on working, ask for a new invitation.
refused-throttled = Too many attempts
refused-do-throttled = Please wait a minute and try again.
refused-too-large = Too large for the server
refused-do-too-large = Nothing was changed. Please try again in smaller parts.
refused-other = The server did not accept it ({ $code })
refused-do-other = Your records on this device are safe. Please try again; if that does not help, ask the township reviewer.
invalid-other = Something is not filled in right ({ $code })
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
attempts = { $count } attempts
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
