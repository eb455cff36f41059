# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_baton_global_optspecs
    string join \n config= ledger= as= json csv plain color= width= q/quiet v/verbose h/help V/version
end

function __fish_baton_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_baton_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_baton_using_subcommand
    set -l cmd (__fish_baton_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c baton -n "__fish_baton_needs_command" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_needs_command" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_needs_command" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_needs_command" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_needs_command" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_needs_command" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_needs_command" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_needs_command" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_needs_command" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_needs_command" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_needs_command" -s V -l version -d 'Print version'
complete -c baton -n "__fish_baton_needs_command" -f -a "init" -d 'Make a config and a ledger, with you as the first member'
complete -c baton -n "__fish_baton_needs_command" -f -a "doctor" -d 'Check config, ledger, last sync and review, mail in and mail out'
complete -c baton -n "__fish_baton_needs_command" -f -a "demo" -d 'Show baton at work on a made-up mailbox'
complete -c baton -n "__fish_baton_needs_command" -f -a "member" -d 'The members of the team, and what they may do'
complete -c baton -n "__fish_baton_needs_command" -f -a "gateway" -d 'Let a member in over ssh, for baton\'s commands alone'
complete -c baton -n "__fish_baton_needs_command" -f -a "sync" -d 'Read new mail into the ledger'
complete -c baton -n "__fish_baton_needs_command" -f -a "import" -d 'Take mail from an mbox, a Maildir or single files into an inbox'
complete -c baton -n "__fish_baton_needs_command" -f -a "list" -d 'Show the queue: what is not closed, most urgent first'
complete -c baton -n "__fish_baton_needs_command" -f -a "ls" -d 'Show the queue: what is not closed, most urgent first'
complete -c baton -n "__fish_baton_needs_command" -f -a "show" -d 'Show a thread: who acts now, next action, notes, messages'
complete -c baton -n "__fish_baton_needs_command" -f -a "log" -d 'Show the entries of the ledger, newest last'
complete -c baton -n "__fish_baton_needs_command" -f -a "check" -d 'Say whether to reply now: whose it is, who is at it, who answered'
complete -c baton -n "__fish_baton_needs_command" -f -a "guard" -d 'Let a mail out to sendmail, unless a teammate has it in hand'
complete -c baton -n "__fish_baton_needs_command" -f -a "claim" -d 'Take a thread that nobody owns, and hold it for 45 minutes'
complete -c baton -n "__fish_baton_needs_command" -f -a "release" -d 'Give up threads of yours: hold and ownership'
complete -c baton -n "__fish_baton_needs_command" -f -a "assign" -d 'Make a member the owner of threads, or of a customer'
complete -c baton -n "__fish_baton_needs_command" -f -a "confirm" -d 'Say that threads are still yours'
complete -c baton -n "__fish_baton_needs_command" -f -a "handoff" -d 'Offer threads of yours to other members, with a brief'
complete -c baton -n "__fish_baton_needs_command" -f -a "accept" -d 'Accept threads that are offered to you'
complete -c baton -n "__fish_baton_needs_command" -f -a "decline" -d 'Decline threads offered to you: they stay with their owner'
complete -c baton -n "__fish_baton_needs_command" -f -a "withdraw" -d 'Take back an offer that nobody has accepted'
complete -c baton -n "__fish_baton_needs_command" -f -a "away" -d 'Say that you are away, and who covers for you'
complete -c baton -n "__fish_baton_needs_command" -f -a "back" -d 'Say that you are back: ends an absence'
complete -c baton -n "__fish_baton_needs_command" -f -a "customer" -d 'Who your customers are: records made from mail, and what you know'
complete -c baton -n "__fish_baton_needs_command" -f -a "note" -d 'Write a note on a thread, or on a customer'
complete -c baton -n "__fish_baton_needs_command" -f -a "ack" -d 'Say that you have read the notes for you'
complete -c baton -n "__fish_baton_needs_command" -f -a "next" -d 'Add a task to threads: what, by when, by whom'
complete -c baton -n "__fish_baton_needs_command" -f -a "done" -d 'Complete the next action of threads, and say what follows'
complete -c baton -n "__fish_baton_needs_command" -f -a "wait" -d 'Say whom a thread waits for, for what, and until when'
complete -c baton -n "__fish_baton_needs_command" -f -a "task" -d 'What was promised: add, list, change, complete'
complete -c baton -n "__fish_baton_needs_command" -f -a "link" -d 'Note which invoice, contract or document belongs to a thread'
complete -c baton -n "__fish_baton_needs_command" -f -a "close" -d 'Close threads that need nothing more'
complete -c baton -n "__fish_baton_needs_command" -f -a "reopen" -d 'Open threads again that are closed, or that wait'
complete -c baton -n "__fish_baton_needs_command" -f -a "priority" -d 'Say how urgent threads are: low, normal, high or urgent'
complete -c baton -n "__fish_baton_needs_command" -f -a "tag" -d 'Put words on threads, or take them off'
complete -c baton -n "__fish_baton_needs_command" -f -a "escalate" -d 'Send threads up: for leads, with a level and a reason'
complete -c baton -n "__fish_baton_needs_command" -f -a "deescalate" -d 'Take back that threads were sent up'
complete -c baton -n "__fish_baton_needs_command" -f -a "undo" -d 'Take back your last command, or one entry'
complete -c baton -n "__fish_baton_needs_command" -f -a "merge" -d 'Make threads one that are one conversation'
complete -c baton -n "__fish_baton_needs_command" -f -a "split" -d 'Take a message and its replies out of a thread; take a merge back'
complete -c baton -n "__fish_baton_needs_command" -f -a "review" -d 'Show what needs someone, or mail it'
complete -c baton -n "__fish_baton_needs_command" -f -a "metrics" -d 'Show numbers: volume, responses, backlog, handoffs, SLA'
complete -c baton -n "__fish_baton_needs_command" -f -a "annotate" -d 'Say what happened on a day, to be read beside the numbers'
complete -c baton -n "__fish_baton_needs_command" -f -a "experiment" -d 'Try something for a while, and see what the numbers say'
complete -c baton -n "__fish_baton_needs_command" -f -a "sample" -d 'Draw threads at random, for a review of quality'
complete -c baton -n "__fish_baton_needs_command" -f -a "score" -d 'Say how good our work on a thread was'
complete -c baton -n "__fish_baton_needs_command" -f -a "export" -d 'Write out all messages, threads, entries, customers or tasks'
complete -c baton -n "__fish_baton_needs_command" -f -a "fsck" -d 'Verify the whole ledger, and change nothing'
complete -c baton -n "__fish_baton_needs_command" -f -a "completions" -d 'Print completions for a shell'
complete -c baton -n "__fish_baton_needs_command" -f -a "man" -d 'Print a manual page: of baton or a command, config or json'
complete -c baton -n "__fish_baton_using_subcommand init" -l inbox -d 'Short name of the shared inbox' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l address -d 'Address of the shared inbox, such as support@example.org' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l imap-host -d 'IMAP server' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l imap-port -d 'Port, where it is not the usual one' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l imap-tls -d 'How the connection is encrypted; none on this machine alone' -r -f -a "implicit\t''
starttls\t''
none\t''"
complete -c baton -n "__fish_baton_using_subcommand init" -l imap-user -d 'User at the IMAP server; the inbox\'s address, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l password-command -d 'Command that prints the password, such as "pass show mail/support"' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l password-file -d 'File that holds the password, readable by you alone' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l oauth2-token-command -d 'Command that prints an OAuth 2.0 access token, where the server takes no password' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l ca-file -d 'Certificate authority to be trusted in addition' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l maildir -d 'Read a Maildir instead of IMAP; its .Sent folder holds the replies' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l mbox -d 'Read an mbox file instead of IMAP' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l time-zone -d 'IANA time zone of the team, such as Europe/Berlin; this machine\'s, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l review-to -d 'Who gets the morning review; may be given several times' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l from -d 'From of the reviews; the inbox\'s address, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l smtp-host -d 'SMTP server for the reviews; user and password are those of IMAP' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l smtp-port -d 'Port, where it is not the usual one' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l smtp-tls -d 'How the connection is encrypted; none on this machine alone' -r -f -a "implicit\t''
starttls\t''
none\t''"
complete -c baton -n "__fish_baton_using_subcommand init" -l sendmail -d 'Command that mails what it reads, such as "/usr/sbin/sendmail -i"' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l member -d 'Your name as a member; your login, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l login -d 'Your login; who runs this, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l member-address -d 'An address that you write from; may be given several times' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand init" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand init" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand init" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand init" -l test-world -d 'Make a ledger for tests: $BATON_NOW and $BATON_LOGIN count for it, for ever'
complete -c baton -n "__fish_baton_using_subcommand init" -l schedule -d 'Only print the lines for cron and systemd once more, for the config and the ledger that are there'
complete -c baton -n "__fish_baton_using_subcommand init" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand init" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand init" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand init" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand init" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand doctor" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand doctor" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand doctor" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand doctor" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand doctor" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand doctor" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand doctor" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand doctor" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand doctor" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand doctor" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand demo" -l keep -d 'Keep ledger, config and mailbox in this folder, to play with' -r -F
complete -c baton -n "__fish_baton_using_subcommand demo" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand demo" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand demo" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand demo" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand demo" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand demo" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand demo" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand demo" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand demo" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand demo" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -f -a "add" -d 'Add a member; bring back one who left'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -f -a "list" -d 'List the members, and what grants let them do beyond their role'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -f -a "show" -d 'Show one member'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -f -a "set" -d 'Change a member\'s login, addresses, role or time zone'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -f -a "remove" -d 'Let a member leave the team'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -f -a "grant" -d 'Let a member do for a while what their role does not allow'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -f -a "revoke" -d 'End a grant before its time'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -f -a "access" -d 'Show who may do what, why, and until when'
complete -c baton -n "__fish_baton_using_subcommand member; and not __fish_seen_subcommand_from add list show set remove grant revoke access rota" -f -a "rota" -d 'Show who is on duty, and whose the coming weeks are'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l login -d 'The operating-system user who acts as this member; the name, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l address -d 'A mail address that this member writes from; may be given several times' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l role -d 'What the member may do' -r -f -a "viewer\t''
agent\t''
lead\t''
admin\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l time-zone -d 'Where their clocks show something else than the team\'s: the IANA name of their zone, such as Europe/Lisbon' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from list" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from list" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from list" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from list" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from list" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from list" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from list" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from list" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from show" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from show" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from show" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from show" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from show" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from show" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from show" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from show" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l login -d 'The operating-system user who acts as this member' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l address -d 'All mail addresses of this member, in place of those there were' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l role -d 'What the member may do' -r -f -a "viewer\t''
agent\t''
lead\t''
admin\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l time-zone -d 'The zone of their own clocks, by which their digest tells times: its IANA name, such as Europe/Lisbon; team for that of the team again' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -l to -d 'Who takes over what is theirs' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -l why -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -l until -d 'Until when; a year at most' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -l why -d 'What for' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from grant" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -l why -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from access" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from access" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from access" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from access" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from access" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from access" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from access" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from access" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from access" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from access" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from access" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -l at -d 'At another time' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -l weeks -d 'How many weeks to show, this one among them' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand member; and __fish_seen_subcommand_from rota" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand gateway" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand gateway" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand gateway" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand gateway" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand gateway" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand gateway" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand gateway" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand gateway" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand gateway" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand gateway" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand gateway" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand sync" -l every -d 'How often --watch looks where nobody says that mail came: 1s to 30m' -r
complete -c baton -n "__fish_baton_using_subcommand sync" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand sync" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand sync" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand sync" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand sync" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand sync" -l watch -d 'Stay, and read mail as it comes in, until SIGTERM or ^C'
complete -c baton -n "__fish_baton_using_subcommand sync" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand sync" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand sync" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand sync" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand sync" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand import" -l inbox -d 'The inbox; may be left out where there is only one' -r
complete -c baton -n "__fish_baton_using_subcommand import" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand import" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand import" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand import" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand import" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand import" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand import" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand import" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand import" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand import" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand list" -l owner -d 'Only threads of this owner; me is you' -r
complete -c baton -n "__fish_baton_using_subcommand list" -l status -d 'Only threads that stand like this' -r -f -a "open\t''
waiting-customer\t''
waiting-internal\t''
closed\t''"
complete -c baton -n "__fish_baton_using_subcommand list" -l inbox -d 'Only threads of this inbox' -r
complete -c baton -n "__fish_baton_using_subcommand list" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand list" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand list" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand list" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand list" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand list" -l unowned -d 'Only threads that nobody owns'
complete -c baton -n "__fish_baton_using_subcommand list" -l all -d 'Closed ones too'
complete -c baton -n "__fish_baton_using_subcommand list" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand list" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand list" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand list" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand list" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand ls" -l owner -d 'Only threads of this owner; me is you' -r
complete -c baton -n "__fish_baton_using_subcommand ls" -l status -d 'Only threads that stand like this' -r -f -a "open\t''
waiting-customer\t''
waiting-internal\t''
closed\t''"
complete -c baton -n "__fish_baton_using_subcommand ls" -l inbox -d 'Only threads of this inbox' -r
complete -c baton -n "__fish_baton_using_subcommand ls" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand ls" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand ls" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand ls" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand ls" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand ls" -l unowned -d 'Only threads that nobody owns'
complete -c baton -n "__fish_baton_using_subcommand ls" -l all -d 'Closed ones too'
complete -c baton -n "__fish_baton_using_subcommand ls" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand ls" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand ls" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand ls" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand ls" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand show" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand show" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand show" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand show" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand show" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand show" -l why -d 'Say which header joined each message, whose it is and by which entry, and why it is in the review'
complete -c baton -n "__fish_baton_using_subcommand show" -l mail -d 'What its messages say, too: read from the mailbox, not kept'
complete -c baton -n "__fish_baton_using_subcommand show" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand show" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand show" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand show" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand show" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand show" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand log" -l customer -d 'Of a customer and their threads: number, name or address, or - for a mail on standard input' -r
complete -c baton -n "__fish_baton_using_subcommand log" -l since -d 'Only entries from then on' -r
complete -c baton -n "__fish_baton_using_subcommand log" -l as-of -d 'As it stood then: no entry after it' -r
complete -c baton -n "__fish_baton_using_subcommand log" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand log" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand log" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand log" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand log" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand log" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand log" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand log" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand log" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand log" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand check" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand check" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand check" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand check" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand check" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand check" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand check" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand check" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand check" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand check" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand guard" -l reason -d 'With --force: why' -r
complete -c baton -n "__fish_baton_using_subcommand guard" -s f -d 'The sender of the envelope, for COMMAND' -r
complete -c baton -n "__fish_baton_using_subcommand guard" -s B -d 'The type of the body, for COMMAND' -r
complete -c baton -n "__fish_baton_using_subcommand guard" -s N -d 'When to report delivery, for COMMAND' -r
complete -c baton -n "__fish_baton_using_subcommand guard" -s R -d 'What to return with such a report, for COMMAND' -r
complete -c baton -n "__fish_baton_using_subcommand guard" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand guard" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand guard" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand guard" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand guard" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand guard" -l force -d 'Send it all the same; what stood against it is recorded'
complete -c baton -n "__fish_baton_using_subcommand guard" -l ask -d 'Only say whether it may go out: exit 0 or 75'
complete -c baton -n "__fish_baton_using_subcommand guard" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand guard" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand guard" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand guard" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand guard" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand guard" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand claim" -l for -d 'How long to hold it: from 1m to 24h' -r
complete -c baton -n "__fish_baton_using_subcommand claim" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand claim" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand claim" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand claim" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand claim" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand claim" -l next -d 'Take the most urgent thread that nobody owns or holds, by the order of list'
complete -c baton -n "__fish_baton_using_subcommand claim" -l cover -d 'As its backup, as the cover of its owner, or on duty: hold it, and do not become its owner'
complete -c baton -n "__fish_baton_using_subcommand claim" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand claim" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand claim" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand claim" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand claim" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand claim" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand claim" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand release" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand release" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand release" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand release" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand release" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand release" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand release" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand release" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand release" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand release" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand release" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand release" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand assign" -l customer -d 'Whose owner it is: a customer\'s number (see show --json), an address of theirs, or - for a mail of theirs on standard input' -r
complete -c baton -n "__fish_baton_using_subcommand assign" -l backup -d 'Who may step in' -r
complete -c baton -n "__fish_baton_using_subcommand assign" -l next -d 'What is to be done next' -r
complete -c baton -n "__fish_baton_using_subcommand assign" -l due -d 'When that is due' -r
complete -c baton -n "__fish_baton_using_subcommand assign" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand assign" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand assign" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand assign" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand assign" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand assign" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand assign" -l keep-threads -d 'With --customer: the threads there are stay whose they are'
complete -c baton -n "__fish_baton_using_subcommand assign" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand assign" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand assign" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand assign" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand assign" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand assign" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand assign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand confirm" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand confirm" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand confirm" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand confirm" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand confirm" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand confirm" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand confirm" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand confirm" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand confirm" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand confirm" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand confirm" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand confirm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand handoff" -l from -d 'With --all: whose threads; yours unless named' -r
complete -c baton -n "__fish_baton_using_subcommand handoff" -l to -d 'With --all: who should take them' -r
complete -c baton -n "__fish_baton_using_subcommand handoff" -l asked -d 'What the customer asked for' -r
complete -c baton -n "__fish_baton_using_subcommand handoff" -l done -d 'What we have done so far' -r
complete -c baton -n "__fish_baton_using_subcommand handoff" -l waiting -d 'What we wait for, and on whom' -r
complete -c baton -n "__fish_baton_using_subcommand handoff" -l risk -d 'What can go wrong' -r
complete -c baton -n "__fish_baton_using_subcommand handoff" -l next -d 'What to do next: a task for whoever accepts' -r
complete -c baton -n "__fish_baton_using_subcommand handoff" -l due -d 'When the next step is due' -r
complete -c baton -n "__fish_baton_using_subcommand handoff" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand handoff" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand handoff" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand handoff" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand handoff" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand handoff" -l all -d 'Offer all open threads of a member, with one brief for all'
complete -c baton -n "__fish_baton_using_subcommand handoff" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand handoff" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand handoff" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand handoff" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand handoff" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand handoff" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand handoff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand accept" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand accept" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand accept" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand accept" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand accept" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand accept" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand accept" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand accept" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand accept" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand accept" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand accept" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand accept" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand decline" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand decline" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand decline" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand decline" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand decline" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand decline" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand decline" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand decline" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand decline" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand decline" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand decline" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand decline" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand decline" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand withdraw" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand withdraw" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand withdraw" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand withdraw" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand withdraw" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand withdraw" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand withdraw" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand withdraw" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand withdraw" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand withdraw" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand withdraw" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand withdraw" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand withdraw" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand away" -l from -d 'When it begins; now, unless you say otherwise' -r
complete -c baton -n "__fish_baton_using_subcommand away" -l until -d 'The last day of it; until baton back, unless you say otherwise' -r
complete -c baton -n "__fish_baton_using_subcommand away" -l cover -d 'Who stands in' -r
complete -c baton -n "__fish_baton_using_subcommand away" -l note -d 'What the others should know' -r
complete -c baton -n "__fish_baton_using_subcommand away" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand away" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand away" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand away" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand away" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand away" -l plan -d 'Enter nothing; list what falls into it, or into the one entered, and who would hold it'
complete -c baton -n "__fish_baton_using_subcommand away" -l list -d 'List who is away now and who will be, with their covers'
complete -c baton -n "__fish_baton_using_subcommand away" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand away" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand away" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand away" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand away" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand away" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand away" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand back" -l absence -d 'The absence with this number, which away --list shows' -r
complete -c baton -n "__fish_baton_using_subcommand back" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand back" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand back" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand back" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand back" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand back" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand back" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand back" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand back" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand back" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand back" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand back" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -f -a "list" -d 'List customers, whoever was heard of last first'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -f -a "show" -d 'Show a customer: who, company, mail, notes, tasks, next action, documents, status; then what happened'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -f -a "add" -d 'Make a record of somebody who has not written yet'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -f -a "set" -d 'Say what is known of a customer: name, company, role, phone, status, addresses, tags, owner'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -f -a "dupes" -d 'Find records that may be of one customer, each pair with the command that settles it'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -f -a "merge" -d 'Say that two records are one customer'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -f -a "link" -d 'Note which invoice, contract or document belongs to a customer'
complete -c baton -n "__fish_baton_using_subcommand customer; and not __fish_seen_subcommand_from list show add set dupes merge link import" -f -a "import" -d 'Take customers from a file: a table (CSV) or vCards'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -l limit -d 'How many at most: 50 on a terminal, else all' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -l since -d 'The story from then on' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -l all -d 'Everything: the whole story, all notes, tasks, documents and threads'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l company -d 'Company; "" takes back what was there, here and below' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l role -d 'What they do there' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l phone -d 'Telephone number' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l status -d 'lead, active, former, or a word of your own' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l address -d 'Another mail address of theirs; may be repeated' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l tag -d 'Tag to add, or to take off with - before it: --tag vip --tag=-new; may be repeated' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l name -d 'Their name' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l company -d 'Company; "" takes back what was there, here and below' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l role -d 'What they do there' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l phone -d 'Telephone number' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l status -d 'lead, active, former, or a word of your own' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l address -d 'Another mail address of theirs; may be repeated' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l tag -d 'Tag to add, or to take off with - before it: --tag vip --tag=-new; may be repeated' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l owner -d 'Who owns them; nobody takes the owner away' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l backup -d 'Who may step in' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from dupes" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from dupes" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from dupes" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from dupes" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from dupes" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from dupes" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from dupes" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from dupes" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from dupes" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from dupes" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from dupes" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -l owner -d 'Whose they are then, where the two have different owners' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from merge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -l amount -d 'An amount with its currency: "1250.00 EUR"' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from link" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -l format -d 'What the file is; found out where it is not given' -r -f -a "csv\t''
vcard\t''"
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -l skip-invalid -d 'Leave out what has no usable address, and say where it stands'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand customer; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand note" -l customer -d 'On this customer: number, name or address, or - for a mail on standard input' -r
complete -c baton -n "__fish_baton_using_subcommand note" -l for -d 'Whom it is for: at the top of their digest until they say ack' -r
complete -c baton -n "__fish_baton_using_subcommand note" -l kind -d 'What sort of note it is' -r -f -a "note\t''
call\t''
decision\t''"
complete -c baton -n "__fish_baton_using_subcommand note" -l review-after -d 'When you want to look at it again: in your digest from then on, until you say ack' -r
complete -c baton -n "__fish_baton_using_subcommand note" -l template -d 'Headings for the editor to open with: triage, debug, or one of the config; in a TEXT they may be left out' -r
complete -c baton -n "__fish_baton_using_subcommand note" -l ref -d 'What it is about: of a file its name and SHA-256 are kept, of a URL the URL' -r
complete -c baton -n "__fish_baton_using_subcommand note" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand note" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand note" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand note" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand note" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand note" -l raw -d 'Keep card numbers, account numbers and tokens as they are: for leads'
complete -c baton -n "__fish_baton_using_subcommand note" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand note" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand note" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand note" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand note" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand note" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand note" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand ack" -l customer -d 'The notes on this customer: number, name or address, or - for a mail on standard input' -r
complete -c baton -n "__fish_baton_using_subcommand ack" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand ack" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand ack" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand ack" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand ack" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand ack" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand ack" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand ack" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand ack" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand ack" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand ack" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand ack" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand next" -l due -d 'By when' -r
complete -c baton -n "__fish_baton_using_subcommand next" -l owner -d 'By whom; the thread\'s owner unless named, else you' -r
complete -c baton -n "__fish_baton_using_subcommand next" -l priority -d 'How urgent it is' -r -f -a "low\t''
normal\t''
high\t''
urgent\t''"
complete -c baton -n "__fish_baton_using_subcommand next" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand next" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand next" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand next" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand next" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand next" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand next" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand next" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand next" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand next" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand next" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand next" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand done" -l next -d 'The following action' -r
complete -c baton -n "__fish_baton_using_subcommand done" -l due -d 'When that is due' -r
complete -c baton -n "__fish_baton_using_subcommand done" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand done" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand done" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand done" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand done" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand done" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand done" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand done" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand done" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand done" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand done" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand done" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand wait" -l on -d 'customer, internal, a member, or any other name' -r
complete -c baton -n "__fish_baton_using_subcommand wait" -l for -d 'What we wait for' -r
complete -c baton -n "__fish_baton_using_subcommand wait" -l until -d 'Until when' -r
complete -c baton -n "__fish_baton_using_subcommand wait" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand wait" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand wait" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand wait" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand wait" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand wait" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand wait" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand wait" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand wait" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand wait" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand wait" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -f -a "add" -d 'Promise something: on a thread, to a customer, or both'
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -f -a "list" -d 'List tasks: your own unless told otherwise, what is due first'
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -f -a "set" -d 'Change a task, or say how it goes'
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -f -a "done" -d 'Complete a task'
complete -c baton -n "__fish_baton_using_subcommand task; and not __fish_seen_subcommand_from add list set done drop" -f -a "drop" -d 'Drop a task: nobody will do it'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l owner -d 'Who does it; else the owner of the thread or of the customer' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l due -d 'Until when' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l thread -d 'On which thread' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l customer -d 'For which customer: number, name or address' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l priority -d 'How pressing it is' -r -f -a "low\t''
normal\t''
high\t''
urgent\t''"
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l owner -d 'Another member\'s' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l customer -d 'Only those for this customer: everybody\'s' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l all -d 'Everybody\'s'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l overdue -d 'Only those past due'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l ended -d 'Those that are done or dropped, too'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l title -d 'What is to be done' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l owner -d 'Who does it' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l due -d 'Until when' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l priority -d 'How pressing it is' -r -f -a "low\t''
normal\t''
high\t''
urgent\t''"
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l status -d 'Where it stands: waiting for somebody, open again' -r -f -a "open\t''
waiting\t''
done\t''
dropped\t''"
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l comment -d 'A line on how it goes; - for standard input' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from done" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand task; and __fish_seen_subcommand_from drop" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand link" -l amount -d 'An amount with its currency: "1250.00 EUR"' -r
complete -c baton -n "__fish_baton_using_subcommand link" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand link" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand link" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand link" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand link" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand link" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand link" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand link" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand link" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand link" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand link" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand link" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand close" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand close" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand close" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand close" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand close" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand close" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand close" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand close" -l drop-tasks -d 'Drop open tasks instead of refusing'
complete -c baton -n "__fish_baton_using_subcommand close" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand close" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand close" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand close" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand close" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand close" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand reopen" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand reopen" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand reopen" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand reopen" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand reopen" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand reopen" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand reopen" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand reopen" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand reopen" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand reopen" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand reopen" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand reopen" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand reopen" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand priority" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand priority" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand priority" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand priority" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand priority" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand priority" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand priority" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand priority" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand priority" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand priority" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand priority" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand priority" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand tag" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand tag" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand tag" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand tag" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand tag" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand tag" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand tag" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand tag" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand tag" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand tag" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand tag" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand tag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand escalate" -l level -d 'How far up, from 1 to 9' -r
complete -c baton -n "__fish_baton_using_subcommand escalate" -l until -d 'Until when; without it, until it is taken back' -r
complete -c baton -n "__fish_baton_using_subcommand escalate" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand escalate" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand escalate" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand escalate" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand escalate" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand escalate" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand escalate" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand escalate" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand escalate" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand escalate" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand escalate" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand escalate" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand escalate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand deescalate" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand deescalate" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand deescalate" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand deescalate" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand deescalate" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand deescalate" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand deescalate" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand deescalate" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand deescalate" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand deescalate" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand deescalate" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand deescalate" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand deescalate" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand undo" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand undo" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand undo" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand undo" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand undo" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand undo" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand undo" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand undo" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand undo" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand undo" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand undo" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand undo" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand undo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand merge" -l owner -d 'Whose it is, where the threads have different owners' -r
complete -c baton -n "__fish_baton_using_subcommand merge" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand merge" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand merge" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand merge" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand merge" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand merge" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand merge" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand merge" -l suggest -d 'List threads that may be one: same customer, same subject, a reply to a mail that was never seen'
complete -c baton -n "__fish_baton_using_subcommand merge" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand merge" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand merge" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand merge" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand merge" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand merge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand split" -l reason -d 'Why' -r
complete -c baton -n "__fish_baton_using_subcommand split" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand split" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand split" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand split" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand split" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand split" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand split" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand split" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand split" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand split" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand split" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand split" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand review" -l format -d 'How it is printed; html and markdown have links to the mail' -r -f -a "text\t'For a terminal'
html\t'The page that is mailed'
json\t'The same as --json'
csv\t'The same as --csv'
markdown\t'For an issue or a wiki, as GitHub writes it'"
complete -c baton -n "__fish_baton_using_subcommand review" -l since -d 'With --status: from this moment on' -r
complete -c baton -n "__fish_baton_using_subcommand review" -l as-of -d 'As it was then: a day without a time is what was mailed on it, else its end; with --email, only --dry-run' -r
complete -c baton -n "__fish_baton_using_subcommand review" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand review" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand review" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand review" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand review" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand review" -l email -d 'Mail it to the recipients in [review]'
complete -c baton -n "__fish_baton_using_subcommand review" -l personal -d 'Only what is yours to act on; with --email: to each member their own'
complete -c baton -n "__fish_baton_using_subcommand review" -l leads -d 'What those who lead look after: load, response risk, ownership; with --email: to leads in [review]'
complete -c baton -n "__fish_baton_using_subcommand review" -l weekly -d 'With what the last seven days were like, and what ends or is due in the coming ones'
complete -c baton -n "__fish_baton_using_subcommand review" -l dry-run -d 'With --email: print the mails instead of sending them'
complete -c baton -n "__fish_baton_using_subcommand review" -l again -d 'With --email: send it although it was sent today'
complete -c baton -n "__fish_baton_using_subcommand review" -l force -d 'With --email: send it although a recipient is a shared inbox, which will hold it then'
complete -c baton -n "__fish_baton_using_subcommand review" -l quiet-if-empty -d 'With --email: send nothing when there is nothing to report'
complete -c baton -n "__fish_baton_using_subcommand review" -l check -d 'Exit with status 1 if there is anything to report; with --quiet that is the answer'
complete -c baton -n "__fish_baton_using_subcommand review" -l status -d 'Show what was mailed to whom in the last two weeks, and what became of it'
complete -c baton -n "__fish_baton_using_subcommand review" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand review" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand review" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand review" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand review" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand review" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l from -d 'From this day on; four weeks ago, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l to -d 'Up to, not including, this moment; now, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l by -d 'Apart by this' -r -f -a "day\t''
week\t''
month\t''
inbox\t''
tag\t''
owner\t''
customer\t''
hour\t''"
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l define -d 'Say what each number means, or this one' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l examples -d 'This many threads behind each number: the slowest, the latest, those that were not met' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l rows -d 'One line for each thread in which something happened then, with every time behind the numbers, as CSV; or for each reply that was written then' -r -f -a "threads\t''
replies\t''"
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l why -d 'How this thread counts in each number, and why it does not' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l html -d 'Write a page with charts to this file, - for standard output' -r -F
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l comments -d 'With --csv: what each number means, in lines that begin with #'
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -f -a "replay" -d 'Print the numbers as they were printed at another time'
complete -c baton -n "__fish_baton_using_subcommand metrics; and not __fish_seen_subcommand_from replay import" -f -a "import" -d 'Take scores of satisfaction, or revenue, from a file'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l as-of -d 'When; of a day without a time its end' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l from -d 'From this day on; four weeks ago, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l to -d 'Up to, not including, this moment; now, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l by -d 'Apart by this' -r -f -a "day\t''
week\t''
month\t''
inbox\t''
tag\t''
owner\t''
customer\t''
hour\t''"
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l define -d 'Say what each number means, or this one' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l examples -d 'This many threads behind each number: the slowest, the latest, those that were not met' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l rows -d 'One line for each thread in which something happened then, with every time behind the numbers, as CSV; or for each reply that was written then' -r -f -a "threads\t''
replies\t''"
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l why -d 'How this thread counts in each number, and why it does not' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l html -d 'Write a page with charts to this file, - for standard output' -r -F
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l comments -d 'With --csv: what each number means, in lines that begin with #'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -l kind -d 'What the rows say; found out by the columns where it is not given' -r -f -a "satisfaction\t''
revenue\t''"
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -l skip-invalid -d 'Leave out rows that cannot be taken, and say where they stand'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand metrics; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand annotate" -l from -d 'Only those from this day on' -r
complete -c baton -n "__fish_baton_using_subcommand annotate" -l to -d 'Only those up to, not including, this day' -r
complete -c baton -n "__fish_baton_using_subcommand annotate" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand annotate" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand annotate" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand annotate" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand annotate" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand annotate" -l list -d 'Those there are, by day'
complete -c baton -n "__fish_baton_using_subcommand annotate" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand annotate" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand annotate" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand annotate" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand annotate" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand annotate" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand annotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -f -a "start" -d 'Begin an experiment'
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -f -a "stop" -d 'End an experiment that runs'
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -f -a "list" -d 'List experiments, in the order in which they were begun'
complete -c baton -n "__fish_baton_using_subcommand experiment; and not __fish_seen_subcommand_from start stop list show" -f -a "show" -d 'Show an experiment: what was tried, and the numbers before and after'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -l hypothesis -d 'What should become better by it, and why' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -l on -d 'Its first day; today, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -l result -d 'What came of it' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -l on -d 'Its last day; today, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from list" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from list" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from list" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from list" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from list" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from list" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from list" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from list" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from show" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from show" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from show" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from show" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from show" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from show" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from show" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from show" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand experiment; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand sample" -l n -d 'How many' -r
complete -c baton -n "__fish_baton_using_subcommand sample" -l seed -d 'Any text; today\'s date, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand sample" -l from -d 'Closed from this day on; four weeks ago, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand sample" -l to -d 'Closed up to, not including, this moment; the beginning of today, unless given' -r
complete -c baton -n "__fish_baton_using_subcommand sample" -l owner -d 'Only threads of this member' -r
complete -c baton -n "__fish_baton_using_subcommand sample" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand sample" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand sample" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand sample" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand sample" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand sample" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand sample" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand sample" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand sample" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand sample" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand sample" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand score" -l note -d 'What was good, or what was missing' -r
complete -c baton -n "__fish_baton_using_subcommand score" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand score" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand score" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand score" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand score" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand score" -l dry-run -d 'Say what would be true, and change nothing'
complete -c baton -n "__fish_baton_using_subcommand score" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand score" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand score" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand score" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand score" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand score" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand export" -l format -d 'CSV unless given; --json means jsonl; vcard is for customers, ics for tasks' -r -f -a "csv\t''
jsonl\t''
vcard\t''
ics\t''"
complete -c baton -n "__fish_baton_using_subcommand export" -l since -d 'Only what came or was done from then on' -r
complete -c baton -n "__fish_baton_using_subcommand export" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand export" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand export" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand export" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand export" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand export" -l mine -d 'Only tasks of your own that are open, for your calendar'
complete -c baton -n "__fish_baton_using_subcommand export" -l raw -d 'Leave cells of CSV that a spreadsheet may take for a formula as they are'
complete -c baton -n "__fish_baton_using_subcommand export" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand export" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand export" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand export" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand export" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand fsck" -l anchor -d 'Prove that this line is still there: the hash that a review printed, or its first 12 digits or more' -r
complete -c baton -n "__fish_baton_using_subcommand fsck" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand fsck" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand fsck" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand fsck" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand fsck" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand fsck" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand fsck" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand fsck" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand fsck" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand fsck" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand fsck" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand completions" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand completions" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand completions" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand completions" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand completions" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand completions" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand completions" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand completions" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand completions" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand completions" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baton -n "__fish_baton_using_subcommand man" -l config -d 'Config file (else $BATON_CONFIG, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand man" -l ledger -d 'Ledger file (else $BATON_LEDGER, else the XDG place)' -r -F
complete -c baton -n "__fish_baton_using_subcommand man" -l as -d 'Act as this member: for admins, and on record' -r
complete -c baton -n "__fish_baton_using_subcommand man" -l color -d 'Bold headings: auto, always or never; auto heeds NO_COLOR' -r -f -a "auto\t''
always\t''
never\t''"
complete -c baton -n "__fish_baton_using_subcommand man" -l width -d 'Columns that tables may take, where the terminal is at another machine' -r
complete -c baton -n "__fish_baton_using_subcommand man" -l json -d 'Answer in JSON (see baton-json(7))'
complete -c baton -n "__fish_baton_using_subcommand man" -l csv -d 'Answer tables in CSV (RFC 4180)'
complete -c baton -n "__fish_baton_using_subcommand man" -l plain -d 'Answer tables tab-separated, without header'
complete -c baton -n "__fish_baton_using_subcommand man" -s q -l quiet -d 'Do not say what was done: for cron'
complete -c baton -n "__fish_baton_using_subcommand man" -s v -l verbose -d 'Say which config and ledger are used'
complete -c baton -n "__fish_baton_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
