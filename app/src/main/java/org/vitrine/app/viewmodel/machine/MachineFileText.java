package org.vitrine.app.viewmodel.machine;

import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.vitrine.app.model.ConfigSentence;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;

/** A draft as the text of {@code machine.json}. Text that is right is in the draft at once; what is not stays as typed, with the reason. */
public final class MachineFileText {
    private final MachineDraft draft;
    private final Path folder;
    private final ReadOnlyStringWrapper text = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Optional<Problem>> problem = new ReadOnlyObjectWrapper<>(Optional.empty());
    /** The configuration that the text says. */
    private MachineConfig said;

    /** @param folder the machine's, to which the paths in the text are relative */
    public MachineFileText(MachineDraft draft, Path folder) {
        this.draft = draft;
        this.folder = folder;
        this.said = draft.config();
        text.set(MachineConfigFile.text(said, folder));
        draft.editProperty().subscribe(edit -> show(edit.config()));
    }

    /** The draft was changed elsewhere: the text follows, and what was typed wrongly goes. */
    private void show(MachineConfig config) {
        if (!config.equals(said)) {
            said = config;
            problem.set(Optional.empty());
            text.set(MachineConfigFile.text(config, folder));
        }
    }

    public ReadOnlyStringProperty textProperty() {
        return text.getReadOnlyProperty();
    }

    public Optional<Problem> problem() {
        return problem.get();
    }

    public ReadOnlyObjectProperty<Optional<Problem>> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** Takes what stands in the field now. */
    public void type(String typed) {
        if (typed.equals(text.get())) {
            return;
        }
        text.set(typed);
        try {
            MachineConfig config = MachineConfigFile.parse(typed, folder);
            if (!config.uuid().equals(draft.base().uuid())) {
                refuse(Texts.get("problem.uuid"));
                return;
            }
            said = config;
            problem.set(Optional.empty());
            draft.change(now -> config);
        } catch (ConfigException e) {
            refuse(ConfigSentence.of(e));
        }
    }

    private void refuse(String sentence) {
        problem.set(Optional.of(Problem.error(Texts.get("file.wrong", sentence))));
    }
}
