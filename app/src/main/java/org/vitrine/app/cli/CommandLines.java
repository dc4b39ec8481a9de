package org.vitrine.app.cli;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Parses and runs a command line; every error becomes one line on standard error and an exit code. */
public final class CommandLines {
    private CommandLines() {}

    /** The commands by their names, with what they do on the outside. */
    private static Map<String, Supplier<Object>> commands(Actions actions) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("list", () -> new ListCommand(actions));
        commands.put("create", () -> new CreateCommand(actions));
        commands.put("start", () -> new StartCommand(actions));
        commands.put("stop", () -> new StopCommand(actions));
        commands.put("pause", () -> new PauseCommand(actions));
        commands.put("resume", () -> new ResumeCommand(actions));
        commands.put("reset", () -> new ResetCommand(actions));
        commands.put("save", () -> new SaveCommand(actions));
        commands.put("snapshot", () -> new SnapshotCommand(actions));
        commands.put("clone", () -> new CloneCommand(actions));
        commands.put("edit", () -> new EditCommand(actions));
        commands.put("delete", () -> new DeleteCommand(actions));
        commands.put("restore", () -> new RestoreCommand(actions));
        commands.put("autostart", () -> new AutostartCommand(actions));
        commands.put("boot", () -> new BootCommand(actions));
        commands.put("doctor", () -> new DoctorCommand(actions));
        commands.put("image", ImageCommand::new);
        commands.put("qmp", QmpCommand::new);
        return commands;
    }

    /** All commands. */
    static CommandLine of(Actions actions) {
        return of(actions, commands(actions).values());
    }

    /**
     * The commands that a command line can mean: picocli reads each by reflection, and all of them take longer than all else between a
     * start and its guest.
     *
     * @param arguments none for the application; if the first names a command, that one alone is there
     */
    static CommandLine of(Actions actions, List<String> arguments) {
        Map<String, Supplier<Object>> all = commands(actions);
        if (arguments.isEmpty()) {
            return of(actions, Set.of());
        }
        Supplier<Object> named = all.get(arguments.getFirst());
        return of(actions, named == null ? all.values() : Set.of(named));
    }

    private static CommandLine of(Actions actions, Collection<Supplier<Object>> commands) {
        CommandLine line = new CommandLine(new VitrineCommand(actions));
        commands.forEach(command -> line.addSubcommand(command.get()));
        line.setResourceBundle(Texts.bundle());
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler(CommandLines::explain);
        line.setExecutionExceptionHandler(CommandLines::explain);
        return line;
    }

    /** Runs a command line of the product. @return the exit code */
    public static int run(List<String> arguments) {
        if (arguments.isEmpty()) {
            // The usual start of the window need not wait for the parser.
            return Actions.ofThisHost().openApplication(List.of());
        }
        return of(Actions.ofThisHost(), arguments).execute(arguments.toArray(new String[0]));
    }

    private static int explain(ParameterException problem, String[] arguments) {
        CommandLine line = problem.getCommandLine();
        PrintWriter err = line.getErr();
        String reason = String.valueOf(problem.getMessage()).strip();
        err.println("vitrine: " + (reason.endsWith(".") ? reason : reason + ".") + " "
                + Texts.get("cli.see-help", line.getCommandSpec().qualifiedName()));
        return ExitCodes.USAGE;
    }

    private static int explain(Exception problem, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (problem instanceof Refusal refusal) {
            line.getErr().println("vitrine: " + refusal.sentence());
            return ExitCodes.of(refusal);
        }
        throw problem;
    }
}
