/* Runs a program at a pseudo-terminal and plays a script of keystrokes, for the specs of the prompt: pty FILE PROGRAM [ARGUMENTS]. FILE holds one step a line:
 *   type TEXT     sends the text; \n (Enter), \t (Tab), \e, \\ and \xHH (^C is \x03) stand for keys
 *   wait TEXT     until the output since the last wait holds the text (10 seconds at most, else exit code 3)
 *   prompt        the same for "> ", and until the terminal gives single keys, as it does while a line is edited (else exit code 3)
 *   quiet MS      until there was no output for that long
 *   pause MS      that long, reading on
 *   size ROWS COLUMNS   resizes the terminal
 *   end           until the program ends (10 seconds at most, else exit code 4)
 * Prints all output, then "\n[exit N]" or "\n[signal N]", and "\n[sane]" when the terminal's modes are as they were at the start. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 10000 };

static int terminal, keeper; /* both ends; the second keeps the terminal's modes when the program has gone */
static struct termios before;
static char *output;
static size_t size, seen;

static long now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

/* Reads what comes within `ms`; false when nothing did. */
static bool take(int ms)
{
    struct pollfd ready = { .fd = terminal, .events = POLLIN };
    if (poll(&ready, 1, ms) <= 0 || (ready.revents & POLLIN) == 0)
        return false;
    output = realloc(output, size + 4097);
    if (output == NULL)
        exit(2);
    ssize_t got = read(terminal, output + size, 4096);
    if (got <= 0)
        return false;
    size += (size_t)got;
    output[size] = '\0';
    return true;
}

static void finish(int code)
{
    if (size > 0)
        fwrite(output, 1, size, stdout);
    if (code != 0)
        exit(code);
}

static void type(const char *text)
{
    char key;
    for (; *text != '\0' && *text != '\n'; text++) {
        unsigned code = 0;
        key = *text;
        if (key == '\\') {
            text++;
            key = *text == 'n' ? '\r' : *text == 't' ? '\t' : *text == 'e' ? '\033' : *text;
            if (*text == 'x' && sscanf(text + 1, "%2x", &code) == 1) {
                key = (char)code;
                text += 2;
            }
        }
        if (write(terminal, &key, 1) != 1)
            return;
    }
}

static void give_up(const char *text)
{
    finish(0);
    printf("\n[waited in vain for '%s']\n", text);
    exit(3);
}

static void wait_for(char *text)
{
    long start = now();
    text[strcspn(text, "\n")] = '\0';
    for (;;) {
        char *found = output == NULL ? NULL : strstr(output + seen, text);
        if (found != NULL) {
            seen = (size_t)(found - output) + strlen(text);
            return;
        }
        if (now() - start > PATIENCE)
            give_up(text);
        take(100);
    }
}

static void wait_for_prompt(void)
{
    struct termios mode;
    wait_for((char[]){ "> " });
    for (long start = now(); tcgetattr(keeper, &mode) == 0 && (mode.c_lflag & ICANON) != 0; take(2))
        if (now() - start > PATIENCE)
            give_up("single keys");
}

static bool starts(const char *line, const char *word, const char **rest)
{
    size_t length = strlen(word);
    *rest = line + length + 1;
    return strncmp(line, word, length) == 0;
}

static void end(pid_t child)
{
    int status = 0;
    long start = now();
    struct termios after;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (now() - start > PATIENCE) {
            kill(child, SIGKILL);
            finish(0);
            puts("\n[did not end]");
            exit(4);
        }
        take(20);
    }
    while (take(50))
        ;
    finish(0);
    if (WIFSIGNALED(status))
        printf("\n[signal %d]", WTERMSIG(status));
    else
        printf("\n[exit %d]", WEXITSTATUS(status));
    if (tcgetattr(keeper, &after) == 0 && after.c_lflag == before.c_lflag && after.c_cc[VINTR] == before.c_cc[VINTR])
        printf("\n[sane]");
    putchar('\n');
    exit(0);
}

static pid_t start(char **program)
{
    struct winsize window = { .ws_row = 24, .ws_col = 80 };
    terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0)
        exit(2);
    ioctl(terminal, TIOCSWINSZ, &window);
    keeper = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
    tcgetattr(keeper, &before);
    pid_t child = fork();
    if (child != 0)
        return child;
    setsid();
    int side = open(ptsname(terminal), O_RDWR);
    ioctl(side, TIOCSCTTY, 0);
    for (int i = 0; i < 3; i++)
        dup2(side, i);
    close(terminal);
    if (side > 2)
        close(side);
    execv(program[0], program);
    _exit(127);
}

int main(int argc, char **argv)
{
    char line[1000];
    FILE *script = argc < 3 ? NULL : fopen(argv[1], "r");
    if (script == NULL)
        return 2;
    pid_t child = start(argv + 2);
    const char *rest;
    while (child > 0 && fgets(line, sizeof line, script) != NULL) {
        if (starts(line, "type", &rest)) {
            type(rest);
        } else if (starts(line, "wait", &rest)) {
            wait_for(line + 5);
        } else if (starts(line, "prompt", &rest)) {
            wait_for_prompt();
        } else if (starts(line, "quiet", &rest)) {
            while (take(atoi(rest)))
                ;
        } else if (starts(line, "pause", &rest)) {
            for (long until = now() + atoi(rest); now() < until;)
                take((int)(until - now()));
        } else if (starts(line, "size", &rest)) {
            struct winsize window = { 0 };
            sscanf(rest, "%hu %hu", &window.ws_row, &window.ws_col);
            ioctl(terminal, TIOCSWINSZ, &window);
        } else if (starts(line, "end", &rest)) {
            end(child);
        } else {
            fprintf(stderr, "pty: what is '%s'?\n", line);
            return 2;
        }
    }
    kill(child, SIGKILL);
    return 2;
}
