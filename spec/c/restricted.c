/* Runs a script from standard input in a restricted host: restricted SECONDS INSTRUCTIONS MIB. Prints the status's name and the message's first
 * line, then whether the host works afterwards. */
#include <lunula.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print(void *user, const char *text, size_t length)
{
    (void)user;
    fwrite(text, 1, length, stdout);
}

static const char *name_of(lunula_status status)
{
    return status == LUNULA_OK                ? "ok"
           : status == LUNULA_ERROR_MEMORY    ? "memory"
           : status == LUNULA_ERROR_CANCELLED ? "cancelled"
           : status == LUNULA_ERROR_LIMIT     ? "limit"
           : status == LUNULA_ERROR_SCRIPT    ? "script"
                                              : "another";
}

int main(int argc, char **argv)
{
    static char script[1 << 20];
    lunula_host_options options;
    lunula_host *host;
    lunula_status status;
    if (argc != 4)
        return 2;
    script[fread(script, 1, sizeof script - 1, stdin)] = '\0';
    memset(&options, 0, sizeof options);
    options.level = LUNULA_RESTRICTED;
    options.time_limit = atof(argv[1]);
    options.instruction_limit = (uint64_t)atoll(argv[2]);
    options.runtime.memory_limit = (size_t)atoll(argv[3]) << 20;
    options.runtime.threads = 2;
    options.print = print;
    host = lunula_host_create(&options);
    if (host == NULL || lunula_host_message(host)[0] != '\0') {
        printf("no host: %s\n", host == NULL ? "out of memory" : lunula_host_message(host));
        return 1;
    }
    status = lunula_host_run_string(host, script, "=script", false);
    printf("%s: %.*s\n", name_of(status), (int)strcspn(lunula_host_message(host), "\n"), lunula_host_message(host));
    status = lunula_host_run_string(host, "local k = require 'lunula' assert(k.ops.sum(k.ops.ones { 3 }):item() == 3)", "=after",
                                    false);
    printf("%s\n", status == LUNULA_OK ? "usable" : lunula_host_message(host));
    lunula_host_free(host);
    return 0;
}
