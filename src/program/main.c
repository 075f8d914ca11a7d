/* The command line: lunula [options] [script [arguments]]. Uses lunula.h alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lunula.h"

static const char usage[] = "usage: lunula [options] [script [arguments]]\n"
                            "  -e TEXT   run a piece of Lua\n"
                            "  -i        prompt after the script\n"
                            "  -v        print the version\n"
                            "  -h        print this\n"
                            "  -         read the script from standard input\n"
                            "Without a script: a prompt. help(name) shows the documentation of an op or a class.\n";

static int report(lunula_host *host, lunula_status status)
{
    if (status == LUNULA_OK)
        return EXIT_SUCCESS;
    fflush(stdout);
    fprintf(stderr, "lunula: %s\n", lunula_host_message(host));
    return EXIT_FAILURE;
}

/* Reads lines, joins those that want more, prints the values of expressions. */
static int prompt(lunula_host *host)
{
    bool terminal = isatty(STDIN_FILENO);
    char *line = NULL, *text = NULL;
    size_t capacity = 0;
    ssize_t got;
    int code = EXIT_SUCCESS;
    if (terminal)
        printf("Lunula %s. help(name) explains; Ctrl-D leaves.\n", lunula_version());
    lunula_host_run_string(host, "keras = keras or require 'lunula'; ops = ops or keras.ops", "=prompt", false);
    for (;;) {
        if (terminal) {
            fputs(text == NULL ? "> " : ">> ", stdout);
            fflush(stdout);
        }
        got = getline(&line, &capacity, stdin);
        if (got < 0)
            break;
        size_t before = text == NULL ? 0 : strlen(text);
        char *joined = realloc(text, before + (size_t)got + 1);
        if (joined == NULL)
            break;
        text = joined;
        memcpy(text + before, line, (size_t)got + 1);
        if (lunula_host_is_incomplete(host, text))
            continue;
        code = report(host, lunula_host_run_string(host, text, "=stdin", true));
        fflush(stdout);
        free(text);
        text = NULL;
    }
    if (text != NULL)
        code = report(host, lunula_host_run_string(host, text, "=stdin", true));
    if (terminal)
        putchar('\n');
    free(text);
    free(line);
    return terminal ? EXIT_SUCCESS : code;
}

int main(int argc, char **argv)
{
    bool interactive = false, did_something = false;
    lunula_host *host = lunula_host_create();
    if (host == NULL || lunula_host_message(host)[0] != '\0') {
        fprintf(stderr, "lunula: %s\n", host == NULL ? "out of memory" : lunula_host_message(host));
        return EXIT_FAILURE;
    }
    int code = report(host, lunula_host_run_string(host, "warn '@on'", "=warn", false)), i = 1; /* a script may say warn "@off" */
    for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0' && code == EXIT_SUCCESS; i++) {
        if (strcmp(argv[i], "-v") == 0 || strcmp(argv[i], "--version") == 0) {
            printf("Lunula %s\n%s\n", lunula_version(), lunula_description());
            did_something = true;
        } else if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            did_something = true;
        } else if (strcmp(argv[i], "-i") == 0) {
            interactive = true;
        } else if (strcmp(argv[i], "-e") == 0 && i + 1 < argc) {
            code = report(host, lunula_host_run_string(host, argv[++i], "=(command line)", false));
            did_something = true;
        } else if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        } else {
            fprintf(stderr, "lunula: unknown option '%s'\n%s", argv[i], usage);
            code = EXIT_FAILURE;
        }
    }
    if (code == EXIT_SUCCESS && i < argc)
        code = report(host, lunula_host_run_file(host, argv[i], argc - i, argv + i));
    else if (code == EXIT_SUCCESS && !did_something)
        interactive = true;
    if (code == EXIT_SUCCESS && interactive)
        code = prompt(host);
    lunula_host_free(host);
    return code;
}
