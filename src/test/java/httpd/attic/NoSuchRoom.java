package httpd.attic;

/** In a room that the table of rooms does not know; {@link httpd.HouseRulesTest} must notice. */
public interface NoSuchRoom {}
