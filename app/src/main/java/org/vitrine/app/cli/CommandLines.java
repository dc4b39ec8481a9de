package org.vitrine.app.cli;

import java.io.PrintWriter;
import java.util.List;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Parses and runs a command line; every error becomes one line on standard error and an exit code. */
public final class CommandLines {
    private CommandLines() {}

    /** The commands, with what they do on the outside. */
    static CommandLine of(Actions actions) {
        CommandLine line = new CommandLine(new VitrineCommand(actions));
        line.addSubcommand(new ListCommand(actions));
        line.addSubcommand(new CreateCommand(actions));
        line.addSubcommand(new StartCommand(actions));
        line.addSubcommand(new StopCommand(actions));
        line.addSubcommand(new PauseCommand(actions));
        line.addSubcommand(new ResumeCommand(actions));
        line.addSubcommand(new ResetCommand(actions));
        line.addSubcommand(new SaveCommand(actions));
        line.addSubcommand(new SnapshotCommand(actions));
        line.addSubcommand(new CloneCommand(actions));
        line.addSubcommand(new EditCommand(actions));
        line.addSubcommand(new DeleteCommand(actions));
        line.addSubcommand(new RestoreCommand(actions));
        line.addSubcommand(new AutostartCommand(actions));
        line.addSubcommand(new BootCommand(actions));
        line.addSubcommand(new DoctorCommand(actions));
        line.addSubcommand(new ImageCommand());
        line.addSubcommand(new QmpCommand());
        line.setResourceBundle(Texts.bundle());
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler(CommandLines::explain);
        line.setExecutionExceptionHandler(CommandLines::explain);
        return line;
    }

    /** Runs a command line of the product. @return the exit code */
    public static int run(List<String> arguments) {
        return of(Actions.ofThisHost()).execute(arguments.toArray(new String[0]));
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
