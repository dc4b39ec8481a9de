package org.vitrine.testbed.app;

import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.vitrine.app.viewmodel.machine.Section;

/** The page of a machine, as a person uses it. */
final class Page {
    private final Application application;

    private Page(Application application) {
        this.application = application;
    }

    /** Opens the page of the first machine by the keyboard, once its card is shown. */
    static Page open(Application application, String machine) throws Exception {
        application.node("library.grid");
        Await.until("its card is shown", Await.WINDOW, () -> application.shows(machine));
        Node grid = application.node("library.grid");
        Await.until("its page is shown", Await.WINDOW, () -> {
            if (application.find("page.sections").isEmpty()) {
                application.onFx(() -> {
                    grid.requestFocus();
                    return true;
                });
                application.press(KeyCode.HOME);
                application.press(KeyCode.SPACE);
            }
            return application.find("page.sections").isPresent();
        });
        return new Page(application);
    }

    /** Starts the first machine from its page. */
    static Machine start(Application application, String machine) throws Exception {
        open(application, machine);
        application.click("page.primary");
        return Machine.await();
    }

    /** The page that a console's breadcrumb leads to. */
    static Page ofConsole(Application application) throws Exception {
        application.click("navigation.here");
        Await.until(
                "the page has the keyboard",
                Await.WINDOW,
                () -> application
                        .focused()
                        .filter(node -> "page.sections".equals(node.getId()))
                        .isPresent());
        return new Page(application);
    }

    /** Goes to a part by the keyboard. */
    void goTo(Section part) throws Exception {
        Node list = application.node("page.sections");
        application.onFx(() -> {
            list.requestFocus();
            return true;
        });
        Await.until(part.toString(), Await.WINDOW, () -> {
            int at = application.onFx(
                    () -> ((ListView<?>) list).getSelectionModel().getSelectedIndex());
            if (at != part.ordinal()) {
                application.press(at < part.ordinal() ? KeyCode.DOWN : KeyCode.UP);
            }
            return at == part.ordinal();
        });
    }

    /** Fills in a field. */
    void type(String id, String text) throws Exception {
        Node field = application.node(id);
        application.onFx(() -> {
            ((TextField) field).setText(text);
            return true;
        });
    }

    /** Chooses a value. */
    @SuppressWarnings("unchecked")
    <T> void choose(String id, T value) throws Exception {
        Node box = application.node(id);
        application.onFx(() -> {
            ((ComboBox<T>) box).setValue(value);
            return true;
        });
    }

    /** Applies what was changed, and waits until nothing is left to be applied. */
    void apply() throws Exception {
        application.click("page.apply");
        Await.until(
                "nothing is left to be applied",
                Await.WINDOW,
                () -> application.find("change-bar").isEmpty());
    }

    /** The id of the node of a snapshot, by the words that a screen reader says; empty if it is not shown. */
    static String snapshot(Application application, String name) throws Exception {
        Node tree = application.find("snapshots.tree").orElse(null);
        return tree == null
                ? ""
                : application.onFx(() -> tree.lookupAll(".snapshot-node").stream()
                        .filter(node -> node.getAccessibleText().startsWith(name + ","))
                        .findFirst()
                        .map(Node::getId)
                        .orElse(""));
    }

    /** Waits until the tree shows that the machine grew out of a snapshot: what lies below has its place then. */
    static void awaitCurrent(Application application, String name) throws Exception {
        Await.until(name + " is where the machine is", Await.WINDOW, () -> {
            Node node = application.find(snapshot(application, name)).orElse(null);
            return node != null
                    && application.onFx(
                            () -> node.getPseudoClassStates().contains(PseudoClass.getPseudoClass("current")));
        });
    }
}
