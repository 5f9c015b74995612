package vedette.pu.media.scene;

/** Places a synthetic camera can look at. */
public enum SceneKind {
    /** A house with its garden at a street. */
    YARD,
    /** A garage whose door opens and shuts. */
    GARAGE,
    /** A shop front on a pavement. */
    SHOP
}
