/* Courier's imapd asks a file access monitor what other clients do. Debian's is a daemon that the first client starts
   and that outlives the tests; without one each login waits a second for it. Here there is none, and that is said at
   once. tests/run builds this. */

int FAMOpen(void *connection) { (void)connection; return -1; }
int FAMClose(void *connection) { (void)connection; return -1; }
int FAMPending(void *connection) { (void)connection; return -1; }
int FAMNextEvent(void *connection, void *event) { (void)connection; (void)event; return -1; }
int FAMCancelMonitor(void *connection, const void *request) { (void)connection; (void)request; return -1; }

int FAMMonitorFile(void *connection, const char *name, void *request, void *user)
{
    (void)connection; (void)name; (void)request; (void)user;
    return -1;
}

int FAMMonitorDirectory(void *connection, const char *name, void *request, void *user)
{
    return FAMMonitorFile(connection, name, request, user);
}
